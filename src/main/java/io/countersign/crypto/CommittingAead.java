package io.countersign.crypto;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.subtle.AesGcmJce;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM that also commits to its key. GCM alone does not: who knows two keys can craft a ciphertext that both
 * open, each to something else, and Tink's key id in front of it is no proof of the key. Here a fixed 32-byte value of
 * the key, HMAC-SHA256(key, label), stands before the ciphertext; two keys that share it would be a collision of
 * SHA-256.
 *
 * <p>Sealed bytes, format 1: the format version (1), the commitment (32), then Tink's ciphertext (key id if the key has
 * one, IV, ciphertext, tag). The commitment is the same for all values under one key: it says which values share a key,
 * as their rows do anyway.
 */
final class CommittingAead {
    private static final byte FORMAT = 1;
    private static final int COMMITMENT_LENGTH = 32;
    private static final int HEADER_LENGTH = 1 + COMMITMENT_LENGTH;
    private static final String LABEL = "countersign key commitment 1";

    private final Aead aead;
    private final byte[] header;

    CommittingAead(AesGcmKey key) throws GeneralSecurityException {
        this.aead = AesGcmJce.create(key);
        this.header = ByteBuffer.allocate(HEADER_LENGTH)
                .put(FORMAT)
                .put(commitmentTo(key))
                .array();
    }

    /** The value of this key alone, {@value #COMMITMENT_LENGTH} bytes, that stands in whatever it sealed. */
    byte[] commitment() {
        return Arrays.copyOfRange(header, 1, HEADER_LENGTH);
    }

    /** Whether these bytes say that this key sealed them; compared in constant time. */
    boolean isNamedBy(byte[] sealed) {
        return sealed.length >= HEADER_LENGTH && MessageDigest.isEqual(header, Arrays.copyOf(sealed, HEADER_LENGTH));
    }

    byte[] seal(byte[] plaintext, byte[] associatedData) throws GeneralSecurityException {
        byte[] ciphertext = aead.encrypt(plaintext, associatedData);
        byte[] sealed = Arrays.copyOf(header, HEADER_LENGTH + ciphertext.length);
        System.arraycopy(ciphertext, 0, sealed, HEADER_LENGTH, ciphertext.length);
        return sealed;
    }

    /** Empty for everything but what this key sealed with the same associated data: the causes are not told apart. */
    Optional<byte[]> open(byte[] sealed, byte[] associatedData) {
        if (!isNamedBy(sealed)) {
            return Optional.empty();
        }
        try {
            return Optional.of(aead.decrypt(Arrays.copyOfRange(sealed, HEADER_LENGTH, sealed.length), associatedData));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    @AccessesPartialKey
    private static byte[] commitmentTo(AesGcmKey key) throws GeneralSecurityException {
        byte[] raw = key.getKeyBytes().toByteArray(InsecureSecretKeyAccess.get());
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(raw, "HmacSHA256"));
            return mac.doFinal(LABEL.getBytes(StandardCharsets.US_ASCII));
        } finally {
            Arrays.fill(raw, (byte) 0);
        }
    }
}
