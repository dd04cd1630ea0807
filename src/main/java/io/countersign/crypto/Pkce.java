package io.countersign.crypto;

import java.util.Base64;

/** Proof Key for Code Exchange (RFC 7636), the S256 method only: {@code plain} protects nothing. */
public final class Pkce {
    /** The value of {@code code_challenge_method}. */
    public static final String METHOD = "S256";

    private Pkce() {}

    /**
     * The code challenge of a verifier (RFC 7636 section 4.2): 43 characters of base64url, not secret.
     *
     * @param verifier 43 to 128 characters (section 4.1), as {@link RandomToken} makes them
     */
    public static String challengeOf(Secret verifier) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Digest.of(verifier));
    }
}
