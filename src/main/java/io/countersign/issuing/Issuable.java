package io.countersign.issuing;

import io.countersign.connection.ConnectionId;
import io.countersign.connection.ConnectionState;
import io.countersign.connection.ConsentReason;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a connection's access token at one moment, by the database's clock.
 *
 * @param id the connection
 * @param state as shown
 * @param reason in {@link ConnectionState#CONSENT_REQUIRED}, else null
 * @param generation of the tokens
 * @param integration through which it is authorised
 * @param environment {@code demo} or {@code production}
 * @param secondsLeft of the access token's life; 0 or less where there is none
 * @param sealedToken the access token, or null
 * @param wrappedKeyset the tenant's
 * @param scope space-separated, or null
 * @param accountId the DocuSign account, or null
 * @param baseUri its API, or null
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared as a whole.
record Issuable(
        ConnectionId id,
        ConnectionState state,
        @Nullable ConsentReason reason,
        long generation,
        String integration,
        String environment,
        double secondsLeft,
        byte @Nullable [] sealedToken,
        byte[] wrappedKeyset,
        @Nullable String scope,
        @Nullable String accountId,
        @Nullable String baseUri) {

    /** Whether the token has at least that many seconds left. */
    boolean lasts(long seconds) {
        return sealedToken != null && secondsLeft >= Math.max(1, seconds);
    }
}
