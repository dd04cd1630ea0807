package io.countersign.crypto;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * SHA-256, above all of random secrets (API keys, consent links, states): the database keeps only this. A fast hash is
 * enough for 256 random bits; it would not be for what people choose.
 */
public final class Digest {
    /** The length of a digest in bytes. */
    public static final int LENGTH = 32;

    private Digest() {}

    /** The digest of these bytes, {@value #LENGTH} bytes long. */
    public static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** The digest of a text's UTF-8. */
    public static byte[] ofText(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The digest of a secret. */
    public static byte[] of(Secret secret) {
        return sha256(secret.revealBytes());
    }

    /** Compares two digests in a time that does not depend on where they differ. */
    public static boolean same(byte[] one, byte[] other) {
        return MessageDigest.isEqual(one, other);
    }
}
