package io.countersign.docusign;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a refusal of the token endpoint means, as one table. DocuSign answers 400 for nearly everything, and
 * {@code invalid_grant} for most of it; the telling code stands in {@code error_description}, sometimes in
 * {@code error}. So no single one of them is enough.
 *
 * <p>The first line that fits counts. Lines that change no tenant's state come first, so where codes contradict each
 * other the harmless one wins. A stored refresh token is condemned by a code that is known, never by prose and never at
 * once by an answer that is in no line.
 */
final class ErrorMeanings {

    private static final int ANY_STATUS = 0;
    private static final Set<TokenCall> BOTH = Set.of(TokenCall.EXCHANGE, TokenCall.REFRESH);
    private static final Set<TokenCall> ALL = Set.of(TokenCall.values());
    private static final Set<TokenCall> ASSERTION = Set.of(TokenCall.ASSERTION);
    private static final Set<TokenCall> EXCHANGE = Set.of(TokenCall.EXCHANGE);
    private static final Set<TokenCall> REFRESH = Set.of(TokenCall.REFRESH);

    private static final List<Line> TABLE = List.of(
            // What DocuSign's limits per user answer, before RFC 6585 section 4.
            line(ALL, ANY_STATUS, Where.EITHER, "principal_throttled", Meaning.USER_THROTTLED),
            line(ALL, 429, Where.ANYTHING, ".*", Meaning.RETRY),
            // RFC 6749 section 4.1.2.1; not seen of DocuSign.
            line(ALL, ANY_STATUS, Where.EITHER, "temporarily_unavailable", Meaning.RETRY),
            // Reported: how a wrong client secret is answered.
            line(ALL, ANY_STATUS, Where.EITHER, "unauthorized_client", Meaning.OPERATOR),
            // RFC 6749 section 5.2; not seen of DocuSign.
            line(ALL, ANY_STATUS, Where.EITHER, "invalid_client", Meaning.OPERATOR),
            // DocuSign's support pages: the integration key is not known in this environment.
            line(ALL, ANY_STATUS, Where.EITHER, "issuer_not_found", Meaning.OPERATOR),
            // DocuSign's support pages: key, audience or clock.
            line(ASSERTION, ANY_STATUS, Where.EITHER, "no_valid_keys_or_signatures", Meaning.KEY_REFUSED),
            line(BOTH, ANY_STATUS, Where.EITHER, "no_valid_keys_or_signatures", Meaning.OPERATOR),
            // DocuSign's support pages: the assertion's exp has passed.
            line(ASSERTION, ANY_STATUS, Where.EITHER, "expired_grant", Meaning.EXPIRED_ASSERTION),
            // DocuSign's examples: no consent of that user for these scopes.
            line(ALL, ANY_STATUS, Where.EITHER, "consent_required", Meaning.NEEDS_CONSENT),
            // DocuSign's support pages: unknown, inactive, or of the other environment.
            line(ALL, ANY_STATUS, Where.EITHER, "user_not_found", Meaning.USER_GONE),
            line(ALL, ANY_STATUS, Where.EITHER, "invalid_subject", Meaning.USER_GONE),
            // DocuSign documents it for a code older than two minutes; it was also reported for a wrong client secret.
            line(EXCHANGE, ANY_STATUS, Where.EITHER, "expired_client_token", Meaning.RECONNECT_OR_OPERATOR),
            line(BOTH, ANY_STATUS, Where.EITHER, "expired_[a-z_]+", Meaning.RECONNECT),
            // RFC 6749 section 5.2: the client's authentication failed. Not seen of DocuSign. Of a refresh, one with a
            // code may as well be about one refresh token, and must not close the gate for every tenant. Of an
            // exchange, one without a code may be a stranger's, and the person would be told of settings that are
            // right.
            line(EXCHANGE, 401, Where.ERROR, ".*", Meaning.OPERATOR),
            line(REFRESH, 401, Where.NO_ERROR, ".*", Meaning.OPERATOR),
            line(REFRESH, 401, Where.ERROR, "internal_server_error|server_error", Meaning.OPERATOR),
            // A code is nobody's stored token: whatever is said of it, the person starts again.
            line(EXCHANGE, 400, Where.ERROR, "invalid_grant", Meaning.RECONNECT),
            // Reported: how a dead refresh token is answered, without any description.
            line(REFRESH, 400, Where.ERROR_ALONE, "invalid_grant", Meaning.RECONNECT),
            // Reported: a dead refresh token in words of its own, or as an invalid_request. So is a form of ours that
            // is wrong (invalid_scope, unsupported_grant_type): only time can tell them apart.
            line(BOTH, 400, Where.ERROR, ".*", Meaning.UNKNOWN_REFUSAL),
            line(REFRESH, 401, Where.ERROR, ".*", Meaning.UNKNOWN_REFUSAL),
            // A firewall's 403, a proxy's 407, a page instead of JSON: whoever said that, it was not about the token.
            // Of an assertion, everything else: nothing is known of it, and waiting costs no token.
            line(ALL, ANY_STATUS, Where.ANYTHING, ".*", Meaning.UNEXPECTED));

    private ErrorMeanings() {}

    /** Where a line's code has to stand. */
    private enum Where {
        /** There may be no code at all. */
        ANYTHING,
        /** In {@code error} or in {@code error_description}. */
        EITHER,
        /** In {@code error}. */
        ERROR,
        /** In {@code error}, and there is no description. */
        ERROR_ALONE,
        /** There is no {@code error}. */
        NO_ERROR
    }

    /**
     * One line of the table.
     *
     * @param status the HTTP status, or {@link #ANY_STATUS}
     */
    private record Line(Set<TokenCall> calls, int status, Where where, Pattern code, Meaning meaning) {

        boolean fits(TokenCall call, int answered, @Nullable String error, @Nullable String description) {
            return calls.contains(call) && (status == ANY_STATUS || status == answered) && fits(error, description);
        }

        private boolean fits(@Nullable String error, @Nullable String description) {
            return switch (where) {
                case ANYTHING -> true;
                case EITHER -> is(error) || is(description);
                case ERROR -> is(error);
                case ERROR_ALONE -> is(error) && description == null;
                case NO_ERROR -> error == null;
            };
        }

        private boolean is(@Nullable String text) {
            return text != null && code.matcher(text.toLowerCase(Locale.ROOT)).matches();
        }
    }

    /**
     * Looks up a refusal.
     *
     * @param status a 4xx
     * @param error the member {@code error}, or null
     * @param description the member {@code error_description}, or null; not blank
     */
    static Meaning of(TokenCall call, int status, @Nullable String error, @Nullable String description) {
        return TABLE.stream()
                .filter(line -> line.fits(call, status, error, description))
                .findFirst()
                .map(Line::meaning)
                .orElseThrow();
    }

    private static Line line(Set<TokenCall> calls, int status, Where where, String code, Meaning meaning) {
        return new Line(calls, status, where, Pattern.compile(code), meaning);
    }
}
