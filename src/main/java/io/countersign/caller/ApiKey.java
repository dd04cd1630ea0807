package io.countersign.caller;

import io.countersign.crypto.Digest;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * An API key in the clear: {@code csk_}, an id of 12 characters, a secret of 43, a checksum of 6, all of them letters
 * and digits. The lengths are fixed, so that there is one way to read it; 43 characters out of 62 hold 256 bits. The
 * checksum lets secret scanners and this service see that something is no key without asking anybody; it protects
 * nothing.
 */
final class ApiKey {
    static final String PREFIX = "csk_";
    static final int ID = 12;
    static final int SECRET = 43;
    static final int CHECKSUM = 6;
    static final int LENGTH = PREFIX.length() + ID + SECRET + CHECKSUM;

    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private final String text;

    private ApiKey(String text) {
        this.text = text;
    }

    /** A new key. Characters are drawn one by one, each of the 62 equally likely. */
    static ApiKey generate(SecureRandom random) {
        StringBuilder key = new StringBuilder(PREFIX);
        for (int i = 0; i < ID + SECRET; i++) {
            key.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return new ApiKey(key + checksum(key));
    }

    /** Reads what somebody presents as a key; empty for whatever cannot be one. */
    static Optional<ApiKey> parse(String text) {
        if (text.length() != LENGTH || !text.startsWith(PREFIX)) {
            return Optional.empty();
        }
        String body = text.substring(0, LENGTH - CHECKSUM);
        return isPlain(body.substring(PREFIX.length())) && text.endsWith(checksum(body))
                ? Optional.of(new ApiKey(text))
                : Optional.empty();
    }

    /** Whether a key's id may look like that. */
    static boolean isId(String text) {
        return text.length() == ID && isPlain(text);
    }

    /** The public part, under which it is looked up. */
    String id() {
        return text.substring(PREFIX.length(), PREFIX.length() + ID);
    }

    /** What is stored of it: SHA-256 of the whole key. */
    byte[] hash() {
        return Digest.ofText(text);
    }

    /** The whole key, for the one answer that shows it. */
    String reveal() {
        return text;
    }

    /** The public part only. */
    @Override
    public String toString() {
        return "ApiKey[" + id() + "]";
    }

    private static boolean isPlain(String text) {
        return text.chars().allMatch(c -> ALPHABET.indexOf(c) >= 0);
    }

    /** CRC-32 in base 62, most significant digit first: any change of a single character shows. */
    private static String checksum(CharSequence body) {
        CRC32 crc = new CRC32();
        crc.update(body.toString().getBytes(StandardCharsets.US_ASCII));
        char[] digits = new char[CHECKSUM];
        long rest = crc.getValue();
        for (int i = CHECKSUM - 1; i >= 0; i--) {
            digits[i] = ALPHABET.charAt((int) (rest % ALPHABET.length()));
            rest /= ALPHABET.length();
        }
        return new String(digits);
    }
}
