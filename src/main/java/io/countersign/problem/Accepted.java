package io.countersign.problem;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a client says that it takes (RFC 9110, section 12.5.1). */
final class Accepted {
    private static final String ANYTHING = "*/*";
    private static final String ANYTHING_FOR_PROGRAMS = "application/*";
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final Pattern RANGE = Pattern.compile("(?s)\\s*(" + TOKEN + "/" + TOKEN + ")\\s*(;.*)?");
    private static final Pattern NEVER = Pattern.compile("(?i).*;\\s*q\\s*=\\s*0(\\.0*)?\\s*(;.*)?");

    private Accepted() {}

    private static boolean isRefused(@Nullable String parameters) {
        return parameters != null && NEVER.matcher(parameters).matches();
    }

    /**
     * Whether it may be answered; also where nothing of what was sent can be understood.
     *
     * @param mediaType of {@code application}, in small letters
     */
    static boolean takes(List<String> headers, String mediaType) {
        Set<String> fitting = Set.of(ANYTHING, ANYTHING_FOR_PROGRAMS, mediaType);
        if (headers.isEmpty() || fitting.contains(headers.getFirst())) {
            return true;
        }
        boolean understood = false;
        for (String header : headers) {
            for (String part : header.split(",", -1)) {
                Matcher range = RANGE.matcher(part);
                if (!range.matches()) {
                    continue;
                }
                understood = true;
                String type = range.group(1).toLowerCase(Locale.ROOT);
                if (fitting.contains(type) && !isRefused(range.group(2))) {
                    return true;
                }
            }
        }
        return !understood;
    }
}
