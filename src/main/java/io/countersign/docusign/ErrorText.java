package io.countersign.docusign;

import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes a stranger's text fit to be stored, logged and shown. */
final class ErrorText {

    /** Stands where something was like a token. */
    static final String NOT_SHOWN = "[not shown]";

    /** Stands before what is no text where one should be. */
    static final String NO_TEXT = "[no text]";

    /** No word or GUID (36 characters) is that long, but every token and authorization code of DocuSign is. */
    private static final Pattern LONG = Pattern.compile("[A-Za-z0-9_.~+/=-]{40,}");

    /** What stands between the words of an error code. */
    private static final Pattern BETWEEN = Pattern.compile("[_.-]+");

    /**
     * A word, a number, or a word that ends in one ({@code V2}). What is encoded at random mixes small letters,
     * capitals and digits.
     */
    private static final Pattern WORD = Pattern.compile("(?:[a-z]*+|[A-Z]*+)[0-9]{0,4}+");

    /** DocuSign's client secrets are such, and traces that differ each time. */
    private static final Pattern GUID = Pattern.compile("(?i)[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}");

    /** One that is no part of something longer. */
    private static final Pattern GUID_ALONE =
            Pattern.compile("(?<![A-Za-z0-9~+/=])" + GUID.pattern() + "(?![A-Za-z0-9~+/=])");

    /** RFC 6749 section 5.2 allows no other characters in either member. */
    private static final Pattern NOT_ALLOWED = Pattern.compile("[^\\x20-\\x7E]");

    private ErrorText() {}

    /**
     * As {@link #of}, with {@code [id]} in the place of each GUID: what a refusal says may hold a client secret that
     * was sent, and is compared with others.
     */
    static @Nullable String ofRefusal(@Nullable String text, int maximum) {
        return cleaned(text, maximum, safe -> GUID.matcher(safe).replaceAll("[id]"));
    }

    /**
     * The text in printable ASCII with at most that many characters and nothing in it that could be a token, or null if
     * there is none.
     */
    static @Nullable String of(@Nullable String text, int maximum) {
        return cleaned(text, maximum, safe -> safe);
    }

    /** Long runs come first: an id that is cut out of one would leave its halves. */
    private static @Nullable String cleaned(@Nullable String text, int maximum, UnaryOperator<String> further) {
        if (text == null || text.isBlank()) {
            return null;
        }
        String printable = NOT_ALLOWED.matcher(text.strip()).replaceAll("?");
        String safe = further.apply(LONG.matcher(printable).replaceAll(ErrorText::shown));
        return safe.length() <= maximum ? safe : safe.substring(0, maximum);
    }

    private static String shown(MatchResult found) {
        String withoutIds = GUID_ALONE.matcher(found.group()).replaceAll("");
        return BETWEEN.splitAsStream(withoutIds)
                        .allMatch(word -> WORD.matcher(word).matches())
                ? found.group()
                : NOT_SHOWN;
    }
}
