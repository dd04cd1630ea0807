package io.countersign.crypto;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A secret in the clear: a token, a client secret, a code verifier. Its text form shows nothing, it is not
 * serialisable, and nothing maps it to JSON: whoever wants the value must ask for it by name.
 */
public final class Secret implements HiddenValue {
    private final byte[] bytes;

    private Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A secret that is text, kept as UTF-8. */
    public static Secret ofText(String text) {
        return new Secret(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A secret of these bytes, which the caller must not use any more: no copy is made. */
    public static Secret takeOwnershipOf(byte[] bytes) {
        return new Secret(bytes);
    }

    /** The value as text, for the one place that sends it where it belongs. */
    public String revealText() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The value itself, not a copy: do not change it, do not keep it. */
    public byte[] revealBytes() {
        return bytes;
    }

    /** Compares in a time that does not depend on where two values of one length differ. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && MessageDigest.isEqual(bytes, secret.bytes);
    }

    /** The same for all: a hash would be a fingerprint of the secret. */
    @Override
    public int hashCode() {
        return 0;
    }

    /** Never the value. */
    @Override
    public String toString() {
        return "Secret[not shown]";
    }
}
