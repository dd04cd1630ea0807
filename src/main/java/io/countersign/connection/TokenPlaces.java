package io.countersign.connection;

import io.countersign.crypto.AssociatedData;
import java.util.UUID;

/** What the sealed tokens of a connection are bound to. */
public final class TokenPlaces {
    private TokenPlaces() {}

    /** The connection's access token of one generation. */
    public static AssociatedData accessToken(ConnectionId id, String environment, long generation) {
        return new AssociatedData(
                "connection_token.access_token", id.tenant(), id.uuid().toString(), environment, generation);
    }

    /** The connection's refresh token of one generation. */
    public static AssociatedData refreshToken(ConnectionId id, String environment, long generation) {
        return new AssociatedData(
                "connection_token.refresh_token", id.tenant(), id.uuid().toString(), environment, generation);
    }

    /** A pending grant's access token. Bound to the consent too: a former consent's tokens do not open in a later one's row. */
    static AssociatedData pendingAccessToken(ConnectionId id, UUID consentId, String environment) {
        return new AssociatedData(
                "pending_grant.access_token", id.tenant(), id.uuid() + "/" + consentId, environment, 0);
    }

    /** A pending grant's refresh token, bound likewise. */
    static AssociatedData pendingRefreshToken(ConnectionId id, UUID consentId, String environment) {
        return new AssociatedData(
                "pending_grant.refresh_token", id.tenant(), id.uuid() + "/" + consentId, environment, 0);
    }
}
