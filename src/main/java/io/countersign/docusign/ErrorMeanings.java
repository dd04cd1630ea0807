package io.countersign.docusign;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a refusal of the token endpoint means. DocuSign answers 400 for nearly everything, and {@code invalid_grant} for most of it; the telling
 * code stands in {@code error_description}, sometimes in {@code error}. So neither the status nor the error is enough by itself.
 */
final class ErrorMeanings {

    private static final int UNAUTHORIZED = 401;
    private static final int TOO_MANY_REQUESTS = 429;

    /** Codes that mean one thing wherever they stand and whatever was exchanged. */
    private static final Map<String, Meaning> CODES = Map.ofEntries(
            Map.entry("consent_required", Meaning.NEEDS_CONSENT),
            Map.entry("user_not_found", Meaning.USER_GONE),
            Map.entry("invalid_subject", Meaning.USER_GONE),
            Map.entry("unauthorized_client", Meaning.OPERATOR),
            Map.entry("invalid_client", Meaning.OPERATOR),
            Map.entry("issuer_not_found", Meaning.OPERATOR),
            Map.entry("no_valid_keys_or_signatures", Meaning.OPERATOR),
            Map.entry("principal_throttled", Meaning.RETRY),
            Map.entry("temporarily_unavailable", Meaning.RETRY));

    private ErrorMeanings() {}

    /**
     * Looks up a refusal. From the most telling to the least: throttling, the description's code, the error's code, 401, {@code invalid_grant} in
     * the sense of RFC 6749 section 5.2 (whatever its description says in prose).
     *
     * @param status a 4xx
     * @param error the member {@code error}, or null
     * @param description the member {@code error_description}, or null
     */
    static Meaning of(TokenCall call, int status, @Nullable String error, @Nullable String description) {
        if (status == TOO_MANY_REQUESTS) {
            return Meaning.RETRY;
        }
        Meaning described = ofCode(call, description);
        if (described != null) {
            return described;
        }
        Meaning named = ofCode(call, error);
        if (named != null) {
            return named;
        }
        if (status == UNAUTHORIZED) {
            return Meaning.OPERATOR;
        }
        return "invalid_grant".equals(error) ? Meaning.RECONNECT : Meaning.UNEXPECTED;
    }

    private static @Nullable Meaning ofCode(TokenCall call, @Nullable String text) {
        if (text == null) {
            return null;
        }
        String code = text.toLowerCase(Locale.ROOT);
        if (call == TokenCall.EXCHANGE && code.equals("expired_client_token")) {
            return Meaning.RECONNECT_OR_OPERATOR;
        }
        return code.startsWith("expired_") ? Meaning.RECONNECT : CODES.get(code);
    }
}
