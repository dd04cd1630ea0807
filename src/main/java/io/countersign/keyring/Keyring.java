package io.countersign.keyring;

import io.countersign.crypto.Keyset;
import io.countersign.crypto.UnreadableSecretException;

/**
 * Wraps keysets under key-encryption keys that the database never sees. Works in memory; only a key id that it does not know makes it look
 * for new keys, at most once in ten seconds, which is a read of a few small local files. Thread-safe.
 */
public interface Keyring {

    /**
     * Wraps a keyset under the primary key.
     *
     * @param owner {@code tenant:<name>} or {@code integration:<name>}, bound as associated data
     * @return bytes that begin with a format version and the key's id, at most 300
     * @throws IllegalStateException if the keyring did not open at start
     */
    byte[] wrap(Keyset keyset, String owner);

    /**
     * Opens a wrapped keyset.
     *
     * @throws UnreadableSecretException if the bytes are damaged, another owner's, or wrapped by a key that the keyring lacks
     * @throws IllegalStateException if the keyring did not open at start
     */
    Keyset unwrap(byte[] wrapped, String owner);
}
