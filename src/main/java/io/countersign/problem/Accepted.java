package io.countersign.problem;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a client says that it takes (RFC 9110, section 12.5.1). */
final class Accepted {
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final Pattern RANGE = Pattern.compile("\\s*(" + TOKEN + "/" + TOKEN + ")\\s*((?:;[^;]*)*)");
    private static final Pattern NEVER = Pattern.compile("(?i).*;\\s*q\\s*=\\s*0(\\.0*)?\\s*(;.*)?");

    private Accepted() {}

    /** Whether JSON may be answered; also where nothing of what was sent can be understood. */
    static boolean json(List<String> headers) {
        boolean understood = false;
        for (String header : headers) {
            for (String part : header.split(",", -1)) {
                Matcher range = RANGE.matcher(part);
                if (!range.matches()) {
                    continue;
                }
                understood = true;
                String type = range.group(1).toLowerCase(Locale.ROOT);
                boolean fits = type.equals("*/*") || type.equals("application/*") || type.equals("application/json");
                if (fits && !NEVER.matcher(range.group(2)).matches()) {
                    return true;
                }
            }
        }
        return !understood;
    }
}
