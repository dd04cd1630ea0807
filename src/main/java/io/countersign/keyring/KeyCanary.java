package io.countersign.keyring;

import io.countersign.crypto.KeyEncryptionKey;
import io.countersign.crypto.Keyset;
import io.countersign.crypto.UnreadableSecretException;

/**
 * Something of no other use that a key has wrapped: a keyset that seals nothing, in the form of {@link WrappedKeyset}.
 * Only the same 32 bytes open it, so two files of one name with different bytes are told apart.
 */
final class KeyCanary {
    private KeyCanary() {}

    static byte[] of(KeyId id, KeyEncryptionKey key) {
        return new WrappedKeyset(id, Keyset.generate().wrap(key, owner(id))).toBytes();
    }

    static boolean opens(byte[] sealed, KeyId id, KeyEncryptionKey key) {
        return opens(sealed, id, key, owner(id));
    }

    /** Whether these bytes are a keyset of that owner's that this key has wrapped. */
    static boolean opens(byte[] wrapped, KeyId id, KeyEncryptionKey key, String owner) {
        try {
            WrappedKeyset parsed = WrappedKeyset.parse(wrapped);
            Keyset.unwrap(parsed.ciphertext(), key, owner);
            return parsed.keyId().equals(id);
        } catch (UnreadableSecretException e) {
            return false;
        }
    }

    /** No tenant's and no integration's. */
    private static String owner(KeyId id) {
        return "canary:" + id.value();
    }
}
