package io.countersign.caller;

import java.util.List;
import java.util.Map;

/**
 * An API key as it is stored, with all that its caller may do.
 *
 * @param caller the caller's name
 * @param hash SHA-256 of the whole key, 32 bytes
 * @param expired whether its life is over by the database's clock
 * @param grants the caller's
 * @param attributes what was read beside the key, for whoever serves the request: attributes of its SecurityIdentity
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared as a whole.
public record StoredKey(
        String caller, byte[] hash, boolean expired, List<Grant> grants, Map<String, Object> attributes) {

    /** Copies the grants and the attributes, not the hash. */
    public StoredKey {
        grants = List.copyOf(grants);
        attributes = Map.copyOf(attributes);
    }

    /** A key that was read alone. */
    StoredKey(String caller, byte[] hash, boolean expired, List<Grant> grants) {
        this(caller, hash, expired, grants, Map.of());
    }
}
