package io.countersign.caller;

import io.countersign.problem.Problem;
import java.util.regex.Pattern;

/** The form of names in paths. */
final class CallerName {
    static final String PATTERN = "[a-z0-9][a-z0-9-]{0,62}";

    private static final Pattern NAME = Pattern.compile(PATTERN);

    private CallerName() {}

    /** The name itself; fails with 404 for what no caller can be called. */
    static String existing(String text) {
        if (!isName(text)) {
            throw Problem.notFound().toException();
        }
        return text;
    }

    /** Whether it has that form. */
    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }
}
