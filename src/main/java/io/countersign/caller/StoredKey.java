package io.countersign.caller;

import java.util.List;

/**
 * An API key as it is stored, with all that its caller may do.
 *
 * @param caller the caller's name
 * @param hash SHA-256 of the whole key, 32 bytes
 * @param expired whether its life is over by the database's clock
 * @param grants the caller's
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared as a whole.
public record StoredKey(String caller, byte[] hash, boolean expired, List<Grant> grants) {

    /** Copies the grants, not the hash. */
    public StoredKey {
        grants = List.copyOf(grants);
    }
}
