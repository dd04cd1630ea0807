package io.countersign.crypto;

import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA-256 (RFC 2104) under a secret key: the same for the same bytes, and of no use to whoever has the hash alone,
 * also where the hashed is short enough to be guessed. Thread-safe.
 */
public final class KeyedHash implements HiddenValue {
    /** The length of a key and of a hash in bytes. */
    public static final int LENGTH = 32;

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    /**
     * Hashes under this key.
     *
     * @throws IllegalArgumentException unless it has {@value #LENGTH} bytes
     */
    public KeyedHash(Secret key) {
        if (key.revealBytes().length != LENGTH) {
            throw new IllegalArgumentException("The key of a hash has " + LENGTH + " bytes");
        }
        this.key = new SecretKeySpec(key.revealBytes(), ALGORITHM);
    }

    /** A new key. */
    public static Secret newKey(SecureRandom random) {
        byte[] bytes = new byte[LENGTH];
        random.nextBytes(bytes);
        return Secret.takeOwnershipOf(bytes);
    }

    /**
     * The hash of these parts in this order, {@value #LENGTH} bytes long. The length of each goes in, so that no other
     * parts have the same.
     */
    public byte[] of(byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            for (byte[] part : parts) {
                mac.update(
                        ByteBuffer.allocate(Integer.BYTES).putInt(part.length).flip());
                mac.update(part);
            }
            return mac.doFinal();
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("HMAC-SHA-256 is not available", e);
        }
    }

    /** Never the key. */
    @Override
    public String toString() {
        return "KeyedHash[not shown]";
    }
}
