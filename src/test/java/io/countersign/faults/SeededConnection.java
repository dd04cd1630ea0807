package io.countersign.faults;

import io.countersign.connection.ConnectionId;
import java.util.UUID;

/**
 * A connection that was written into the database.
 *
 * @param tenant its tenant, which has no other
 * @param uuid its uuid
 * @param refreshToken the first refresh token's id in the oracle's log
 * @param accessToken the first access token
 */
record SeededConnection(String tenant, UUID uuid, String refreshToken, String accessToken) {
    static final String NAME = "default";

    ConnectionId id() {
        return new ConnectionId(tenant, NAME, uuid);
    }

    String path() {
        return "/v1/tenants/" + tenant + "/connections/" + NAME;
    }

    /** Without the token. */
    @Override
    public String toString() {
        return tenant;
    }
}
