package io.countersign.crypto;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * A credential that this service makes, in the clear: a prefix that tells its kind, an id of 12 characters, a secret of
 * 43, a checksum of 6, all of them letters and digits. The lengths are fixed, so that there is one way to read it; 43
 * characters out of 62 hold 256 bits. The checksum lets secret scanners and this service see that something is none
 * without asking anybody; it protects nothing.
 */
public final class CheckedToken implements HiddenValue {
    static final int ID = 12;
    static final int SECRET = 43;
    static final int CHECKSUM = 6;

    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private final String prefix;
    private final String text;

    private CheckedToken(String prefix, String text) {
        this.prefix = prefix;
        this.text = text;
    }

    /**
     * A new one. Characters are drawn one by one, each of the 62 equally likely.
     *
     * @param prefix of its kind, in ASCII
     */
    public static CheckedToken generate(String prefix, SecureRandom random) {
        StringBuilder token = new StringBuilder(prefix);
        for (int i = 0; i < ID + SECRET; i++) {
            token.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return new CheckedToken(prefix, token + checksum(token));
    }

    /** Reads what somebody presents as one of that kind; empty for whatever cannot be one. */
    public static Optional<CheckedToken> parse(String prefix, String text) {
        if (text.length() != prefix.length() + ID + SECRET + CHECKSUM || !text.startsWith(prefix)) {
            return Optional.empty();
        }
        String body = text.substring(0, text.length() - CHECKSUM);
        return isPlain(body.substring(prefix.length())) && text.endsWith(checksum(body))
                ? Optional.of(new CheckedToken(prefix, text))
                : Optional.empty();
    }

    /** Whether an id may look like that, whatever the kind. */
    public static boolean isId(String text) {
        return text.length() == ID && isPlain(text);
    }

    /** The public part, under which it is looked up. */
    public String id() {
        return text.substring(prefix.length(), prefix.length() + ID);
    }

    /** What is stored of it: SHA-256 of the whole. */
    public byte[] hash() {
        return Digest.ofText(text);
    }

    /** The whole, for the one answer that shows it. */
    public String reveal() {
        return text;
    }

    /** The public part only. */
    @Override
    public String toString() {
        return prefix + id();
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
