package io.countersign.crypto;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.zip.CRC32;

/** Credentials that look as if this service had made them. */
public final class ForgedTokens {
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private ForgedTokens() {}

    /** One that nobody made: its checksum is right. */
    public static String unknown(String prefix, SecureRandom random) {
        return CheckedToken.generate(prefix, random).reveal();
    }

    /** One of the same kind and id as that one, with another secret and a checksum that is right. */
    public static String withAnotherSecret(String token, SecureRandom random) {
        String other = unknown(token.substring(0, 4), random);
        String body = token.substring(0, 4 + CheckedToken.ID)
                + other.substring(4 + CheckedToken.ID, other.length() - CheckedToken.CHECKSUM);
        return body + checksum(body);
    }

    private static String checksum(String body) {
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        StringBuilder digits = new StringBuilder();
        long rest = crc.getValue();
        for (int i = 0; i < CheckedToken.CHECKSUM; i++) {
            digits.insert(0, ALPHABET.charAt((int) (rest % ALPHABET.length())));
            rest /= ALPHABET.length();
        }
        return digits.toString();
    }
}
