package io.countersign.keyring;

import io.countersign.crypto.UnreadableSecretException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The stored form of a wrapped keyset, format 1: the format version (1), the length of the key's id (1), the id in
 * ASCII, the ciphertext. The id stands in front in the clear, so that SQL can tell which rows still need a key.
 *
 * @param keyId the key-encryption key that wrapped it
 * @param ciphertext what that key made
 */
record WrappedKeyset(KeyId keyId, byte[] ciphertext) {
    private static final byte FORMAT = 1;
    private static final int HEADER_LENGTH = 2;

    byte[] toBytes() {
        byte[] id = keyId.value().getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(HEADER_LENGTH + id.length + ciphertext.length)
                .put(FORMAT)
                .put((byte) id.length)
                .put(id)
                .put(ciphertext)
                .array();
    }

    /** Strict: bytes of another form are as unreadable as damaged ones. */
    static WrappedKeyset parse(byte[] bytes) {
        if (bytes.length < HEADER_LENGTH || bytes[0] != FORMAT) {
            throw unreadable();
        }
        int end = HEADER_LENGTH + Byte.toUnsignedInt(bytes[1]);
        if (bytes.length < end) {
            throw unreadable();
        }
        String id = new String(bytes, HEADER_LENGTH, end - HEADER_LENGTH, StandardCharsets.ISO_8859_1);
        if (!KeyId.isValid(id)) {
            throw unreadable();
        }
        return new WrappedKeyset(new KeyId(id), Arrays.copyOfRange(bytes, end, bytes.length));
    }

    static UnreadableSecretException unreadable() {
        return new UnreadableSecretException("keyset.wrapped");
    }
}
