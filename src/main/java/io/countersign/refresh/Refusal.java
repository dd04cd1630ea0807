package io.countersign.refresh;

import io.countersign.connection.ConsentReason;

/**
 * DocuSign's refusal as it is recorded. Whether the refresh token is in doubt, only the row knows when it is written: a
 * takeover may have come in between.
 *
 * @param reason why a consent is needed, where nothing is in doubt
 * @param error for the connection's view, likewise
 */
record Refusal(ConsentReason reason, String error) {

    /**
     * The reason where an earlier attempt may have spent the token: then what DocuSign says of it is no verdict about
     * the consent.
     */
    ConsentReason reasonInDoubt() {
        return isOfTheToken() ? ConsentReason.LOST_RESPONSE : reason;
    }

    /** The error likewise. */
    String errorInDoubt() {
        return isOfTheToken() ? ConsentReason.LOST_RESPONSE.wireName() : error;
    }

    private boolean isOfTheToken() {
        return switch (reason) {
            case CONSENT_REVOKED, REFRESH_TOKEN_EXPIRED -> true;
            case LOST_RESPONSE, SCOPES_MISSING, USER_GONE -> false;
        };
    }
}
