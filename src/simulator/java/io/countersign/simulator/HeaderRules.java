package io.countersign.simulator;

import java.util.Map;
import java.util.regex.Pattern;

/** Which headers can be sent, RFC 9110 section 5. */
final class HeaderRules {
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7E\\x80-\\xFF]*");

    private HeaderRules() {}

    /**
     * A copy of the headers.
     *
     * @throws IllegalArgumentException when one is impossible; the message says which
     */
    static Map<String, String> checked(Map<String, String> headers) {
        headers.forEach((name, value) -> {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "headers has a name that HTTP does not allow: \"" + visible(name) + "\"");
            }
            if (value == null) {
                throw new IllegalArgumentException("headers." + name + " must be a string, not null");
            }
            requireValue("headers." + name, value);
        });
        return Map.copyOf(headers);
    }

    static void requireValue(String field, String value) {
        if (!VALUE.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    field + " has a value that HTTP does not allow: \"" + visible(value) + "\"");
        }
    }

    private static String visible(String text) {
        return text.replaceAll("[\\x00-\\x1F\\x7F]", "?");
    }
}
