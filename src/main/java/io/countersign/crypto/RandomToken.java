package io.countersign.crypto;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * Makes secrets that cannot be guessed: consent links, states, PKCE verifiers, browser bindings, the secret part of API
 * keys. Thread-safe.
 */
public final class RandomToken {
    private static final int BYTES = 32;

    private final SecureRandom random;

    /** Takes its randomness from there. */
    public RandomToken(SecureRandom random) {
        this.random = random;
    }

    /**
     * A new secret of 256 random bits: 43 characters of base64url without padding, so that it fits into URLs, cookies
     * and headers and is a valid PKCE verifier (RFC 7636 section 4.1).
     */
    public Secret next() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return Secret.takeOwnershipOf(Base64.getUrlEncoder().withoutPadding().encode(bytes));
    }
}
