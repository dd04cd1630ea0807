package io.countersign.naming;

/**
 * The rule for the names by which people know a tenant or an app: text of one line that shows something, as
 * {@link ShownText} judges it, and is short enough for a page.
 */
public final class DisplayName {

    /** What of the rule an expression can say: its length in code points, and no control characters. */
    public static final String PATTERN = "[^\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\u202A-\\u202E\\u2066-\\u2069]{1,200}";

    /** The rule in words, to follow the name of a field. */
    public static final String RULE = "must be 1 to 200 characters of which at least one shows, on one line, without"
            + " control characters and those that set the direction of writing";

    private DisplayName() {}
}
