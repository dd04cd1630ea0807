package io.countersign.caller;

import java.time.Instant;

/**
 * A new key.
 *
 * @param id under which it is listed and deleted
 * @param apiKey the key itself, shown this once
 * @param expiresAt from when on it is refused
 */
public record ApiKeyView(String id, String apiKey, Instant expiresAt) {

    static ApiKeyView of(ApiKey key, Instant expiresAt) {
        return new ApiKeyView(key.id(), key.reveal(), expiresAt);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "ApiKeyView[" + id + "]";
    }
}
