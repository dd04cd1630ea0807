package io.countersign.oauth;

import io.countersign.connection.ConnectionId;
import io.countersign.connection.ConnectionState;
import io.countersign.connection.ConsentReason;
import io.countersign.connection.Consenter;
import io.countersign.docusign.Environment;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An access token that somebody presented and that stands here: the connection's present one, or the one before it.
 *
 * @param id the connection
 * @param environment of its integration
 * @param state of the connection
 * @param reason in {@link ConnectionState#CONSENT_REQUIRED}, else null
 * @param former whether another token has replaced it
 * @param secondsLeft until its end by the database's clock, rounded down; negative once that has passed
 * @param expiresAt its end
 * @param scope what it has as far as known, separated by spaces, or null
 * @param user whose it is, with the connection's account alone
 */
record KnownToken(
        ConnectionId id,
        Environment environment,
        ConnectionState state,
        @Nullable ConsentReason reason,
        boolean former,
        long secondsLeft,
        Instant expiresAt,
        @Nullable String scope,
        Consenter user) {

    /** Whether it works as far as is known here: it has not ended, and the consent behind it stands or leaves it. */
    boolean works() {
        return secondsLeft > 0
                && switch (state) {
                    case ACTIVE -> true;
                    case CONSENT_REQUIRED -> reason != null && reason.leavesAccessToken();
                    case AWAITING_CONSENT, AWAITING_CONFIRMATION, DISCONNECTED -> false;
                };
    }
}
