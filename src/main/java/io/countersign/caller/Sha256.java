package io.countersign.caller;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hash under which keys are stored: keys are random and long, so that it needs neither salt nor slowness. */
final class Sha256 {
    static final int LENGTH = 32;

    private Sha256() {}

    /** The 32 bytes of SHA-256 over the text's UTF-8. */
    static byte[] of(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
