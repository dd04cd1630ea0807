package io.countersign.simulator;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Makes codes and tokens that look like DocuSign's: the header of a JWT, then binary where a JWT has JSON, then the
 * size of an RS256 signature. Nothing is signed: they are opaque, and only the simulator's memory makes them valid.
 */
final class TokenMint {
    /** Gives a code the 621 characters of the one that was seen in public. */
    private static final int CODE_PAYLOAD_BYTES = 136;

    private static final int SIGNATURE_BYTES = 256;
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();
    private static final String HEADER = BASE64URL.encodeToString(
            "{\"typ\":\"MT\",\"alg\":\"RS256\",\"kid\":\"5d1a7e00-51f0-4c44-9a55-0d0c05161100\"}"
                    .getBytes(StandardCharsets.UTF_8));

    private final SecureRandom random;

    TokenMint(SecureRandom random) {
        this.random = random;
    }

    String code() {
        return token(CODE_PAYLOAD_BYTES);
    }

    String token(int payloadBytes) {
        return HEADER + "." + random(payloadBytes) + "." + random(SIGNATURE_BYTES);
    }

    /** The name under which a token is kept and logged: the lower-case hexadecimal SHA-256 of its characters. */
    static String idOf(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private String random(int bytes) {
        byte[] drawn = new byte[bytes];
        random.nextBytes(drawn);
        return BASE64URL.encodeToString(drawn);
    }
}
