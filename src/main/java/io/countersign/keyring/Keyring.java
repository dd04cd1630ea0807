package io.countersign.keyring;

import io.countersign.crypto.Keyset;
import io.countersign.crypto.MissingKeyException;
import io.countersign.crypto.UnreadableSecretException;

/**
 * Wraps keysets under key-encryption keys that the database never sees. Works in memory; only a key id that it does not
 * know makes it look for new keys, at most once in ten seconds, which is a read of a few small local files.
 * Thread-safe.
 */
public interface Keyring {
    /** In place of a key's id: ids out of damaged rows are without number. */
    String UNKNOWN = "unknown";

    /**
     * Wraps a keyset.
     *
     * @param owner {@code tenant:<name>}, {@code integration:<name>} or {@code vault}, bound as associated data
     * @param key what {@link LiveKeys} answered in the transaction that stores it
     * @return bytes that begin with a format version and the key's id: at most 300 of a keyset with one key
     * @throws MissingKeyException if this keyring lacks that key
     * @throws IllegalStateException if the keyring did not open at start
     */
    byte[] wrap(Keyset keyset, String owner, LiveKey key);

    /**
     * Opens a wrapped keyset.
     *
     * @throws UnreadableSecretException if the bytes are damaged, another owner's, or name a key that nobody has ever
     *     had
     * @throws MissingKeyException if they are wrapped by a key that this keyring lacks and another replica may have
     * @throws IllegalStateException if the keyring did not open at start
     */
    Keyset unwrap(byte[] wrapped, String owner);

    /** Whether a key was needed lately that is not here and may be elsewhere: then others should do the work. */
    boolean lacksKey();

    /** The id of the key that wrapped these bytes, or {@link #UNKNOWN} if the keyring has no such key. For metrics. */
    String keyOf(byte[] wrapped);
}
