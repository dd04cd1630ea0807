package io.countersign.oauth;

import io.countersign.caller.ClientId;
import java.time.Instant;
import java.util.UUID;

/**
 * A new handle.
 *
 * @param id under which it is listed and deleted
 * @param refreshToken the handle itself, shown this once
 * @param clientId the GUID of its caller, for software that wants one
 */
record NewRefreshHandleView(String id, String refreshToken, UUID clientId, Instant expiresAt) {

    static NewRefreshHandleView of(RefreshHandle handle, String caller, Instant expiresAt) {
        return new NewRefreshHandleView(handle.id(), handle.reveal(), ClientId.of(caller), expiresAt);
    }

    /** Without the handle. */
    @Override
    public String toString() {
        return "NewRefreshHandleView[" + id + "]";
    }
}
