package io.countersign.caller;

import java.util.regex.Pattern;

/** The form of names in paths. */
final class CallerName {
    static final String PATTERN = "[a-z0-9][a-z0-9-]{0,62}";

    private static final Pattern NAME = Pattern.compile(PATTERN);

    private CallerName() {}

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }
}
