package io.countersign.keyring;

import io.countersign.crypto.Keyset;
import io.countersign.crypto.UnreadableSecretException;

/** Wraps keysets under key-encryption keys that the database never sees. Works in memory: no call here waits for anything. */
public interface Keyring {

    /**
     * Wraps a keyset under the primary key.
     *
     * @param owner {@code tenant:<name>} or {@code integration:<name>}, bound as associated data
     * @return bytes that begin with a format version and the key's id
     */
    byte[] wrap(Keyset keyset, String owner);

    /**
     * Opens a wrapped keyset.
     *
     * @throws UnreadableSecretException if the bytes are damaged, another owner's, or wrapped by a key that the keyring lacks
     */
    Keyset unwrap(byte[] wrapped, String owner);
}
