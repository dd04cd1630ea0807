package io.countersign.caller;

/**
 * What a session keeps of the API key that it began with, in place of the key: enough to look it up, and nothing that
 * could be presented anywhere.
 *
 * @param id the key's public id, or {@link BootstrapKey#CALLER} for the key of the configuration
 * @param hash SHA-256 of the whole key, 32 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared as a whole.
public record KeyMark(String id, byte[] hash) {

    /** Whether it is of the configuration's key, which stands in no table. */
    boolean isOperators() {
        return id.equals(BootstrapKey.CALLER);
    }
}
