package io.countersign.naming;

import io.countersign.problem.Problem;
import java.util.regex.Pattern;

/** The rule for every name that stands in a path: tenants, integrations, connections, callers. */
public final class Name {

    /** The rule as a regular expression, for annotations. It must match the whole name. */
    public static final String PATTERN = "[a-z0-9][a-z0-9-]{0,62}";

    /** The rule in words, to follow the name of a field. */
    public static final String RULE =
            "must be 1 to 63 characters: lower-case letters, digits and hyphens, not beginning with a hyphen";

    /**
     * The rule for a list's cursor, which is the name of the last item of the page before; empty for the first page.
     */
    public static final String CURSOR_PATTERN = "|" + PATTERN;

    /** That rule in words. */
    public static final String CURSOR_RULE = "must be the next of the page before";

    private static final Pattern COMPILED = Pattern.compile(PATTERN);

    private Name() {}

    /**
     * Whether this could be a name at all. What could not is not worth asking the database, which refuses some
     * characters.
     */
    public static boolean isValid(String name) {
        return COMPILED.matcher(name).matches();
    }

    /** The name itself. Fails with 404 for what cannot be the name of anything. */
    public static String existing(String name) {
        if (!isValid(name)) {
            throw Problem.notFound().toException();
        }
        return name;
    }
}
