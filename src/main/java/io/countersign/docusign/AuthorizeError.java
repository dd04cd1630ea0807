package io.countersign.docusign;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What DocuSign sends a person back with instead of a code (RFC 6749 section 4.1.2.1).
 *
 * @param meaning who has to do what
 * @param code DocuSign's own, at most 64 letters, digits, dots, hyphens and underscores, or {@code unreadable}: whoever
 *     made the address may have written anything there
 */
public record AuthorizeError(Meaning meaning, String code) {
    private static final Pattern CODE = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    /** DocuSign's examples; the second was reported once. */
    private static final Set<String> DECLINED = Set.of("access_denied", "user_cancelled");

    /** RFC 6749 has the first two; the others are what DocuSign says so at its token endpoint. */
    private static final Set<String> UNAVAILABLE = Set.of(
            "server_error",
            "temporarily_unavailable",
            "internal_server_error",
            "service_unavailable",
            "principal_throttled");

    /** In terms of who has to do what. */
    public enum Meaning {
        /** The person said no. */
        DECLINED,
        /** Something fails at DocuSign: the same is good later. */
        UNAVAILABLE,
        /** Everything else: DocuSign does not take the integration or what it asked for. An operator has to look. */
        REFUSED
    }

    /** Reads the parameter {@code error}. Its description is prose of whoever made the address, and not read. */
    public static AuthorizeError of(String error) {
        if (!CODE.matcher(error).matches()) {
            return new AuthorizeError(Meaning.REFUSED, "unreadable");
        }
        String known = error.toLowerCase(Locale.ROOT);
        Meaning meaning = DECLINED.contains(known)
                ? Meaning.DECLINED
                : UNAVAILABLE.contains(known) ? Meaning.UNAVAILABLE : Meaning.REFUSED;
        return new AuthorizeError(meaning, error);
    }
}
