package io.countersign.docusign;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * How long an access token lives, by what the answer says and by what DocuSign documents for the grant: eight hours for
 * an authorization code and what is refreshed from it, one hour for an assertion.
 *
 * @param seconds of life, at least 1
 * @param source what that number comes from
 */
public record AccessLife(long seconds, TokenAnswer.LifeSource source) {

    /** DocuSign's documentation of the authorization code grant. */
    public static final Duration OF_AUTHORIZATION_CODE = Duration.ofHours(8);

    /** DocuSign's documentation of the JWT grant. */
    public static final Duration OF_ASSERTION = Duration.ofHours(1);

    /** What DocuSign documents for what was exchanged. */
    static Duration documented(TokenCall call) {
        return switch (call) {
            case EXCHANGE, REFRESH -> OF_AUTHORIZATION_CODE;
            case ASSERTION -> OF_ASSERTION;
        };
    }

    /**
     * Reads {@code expires_in}. RFC 6749 section 5.1 wants a number of seconds; one within quotes, and a fraction,
     * which is cut off, are read as well. What is absent, no number or less than one second says nothing, and a token
     * that DocuSign issued is no less good for it: then the documented life holds. It is also the most that is
     * believed.
     */
    static AccessLife of(JsonAnswer json, Duration documented) {
        BigDecimal told = json.number("expires_in");
        if (told == null || told.compareTo(BigDecimal.ONE) < 0) {
            return new AccessLife(documented.toSeconds(), TokenAnswer.LifeSource.ASSUMED);
        }
        return told.compareTo(BigDecimal.valueOf(documented.toSeconds())) > 0
                ? new AccessLife(documented.toSeconds(), TokenAnswer.LifeSource.CAPPED)
                : new AccessLife(told.longValue(), TokenAnswer.LifeSource.TOLD);
    }
}
