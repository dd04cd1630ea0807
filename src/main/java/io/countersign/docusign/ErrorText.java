package io.countersign.docusign;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes a stranger's text fit to be stored, logged and shown. */
final class ErrorText {

    /** No word, code or GUID (36 characters) is that long, but every token and code of DocuSign is. */
    private static final Pattern LIKE_A_TOKEN = Pattern.compile("[A-Za-z0-9_.~+/=-]{40,}");

    /** RFC 6749 section 5.2 allows no other characters in either member. */
    private static final Pattern NOT_ALLOWED = Pattern.compile("[^\\x20-\\x7E]");

    private ErrorText() {}

    /** The text in printable ASCII with at most that many characters and nothing in it that could be a token, or null if there is none. */
    static @Nullable String of(@Nullable String text, int maximum) {
        if (text == null || text.isBlank()) {
            return null;
        }
        String printable = NOT_ALLOWED.matcher(text.strip()).replaceAll("?");
        String safe = LIKE_A_TOKEN.matcher(printable).replaceAll("[not shown]");
        return safe.length() <= maximum ? safe : safe.substring(0, maximum);
    }
}
