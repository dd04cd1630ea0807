package io.countersign.refresh;

import io.countersign.connection.ConnectionState;
import io.countersign.connection.ConsentReason;
import java.time.Duration;

/**
 * DocuSign's refusal as it is recorded. Whether the refresh token is in doubt, only the row knows when it is written: a
 * takeover may have come in between.
 *
 * @param reason why a consent is needed, where nothing is in doubt
 * @param error for the connection's view, likewise
 * @param closedFor how long nobody gets the next lease: zero where the connection has to be made due first
 */
record Refusal(ConsentReason reason, String error, Duration closedFor) {

    /** As it is recorded of the connection that this lease is of. */
    static Refusal of(Lease lease, ConsentReason reason, String error) {
        Duration pause = switch (lease.grant()) {
            case LeasedGrant.RefreshToken token -> Duration.ZERO;
            case LeasedGrant.Impersonation user ->
                StandingRefusal.pause(user.state() == ConnectionState.ACTIVE ? 0 : lease.failures());
        };
        return new Refusal(reason, error, pause);
    }

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
