package io.countersign.caller;

import io.countersign.crypto.CheckedToken;
import io.countersign.crypto.HiddenValue;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * An API key in the clear.
 *
 * @param token which begins with {@code csk_}
 */
record ApiKey(CheckedToken token) implements HiddenValue {
    private static final String PREFIX = "csk_";

    /** A new key. */
    static ApiKey generate(SecureRandom random) {
        return new ApiKey(CheckedToken.generate(PREFIX, random));
    }

    /** Reads what somebody presents as a key; empty for whatever cannot be one. */
    static Optional<ApiKey> parse(String text) {
        return CheckedToken.parse(PREFIX, text).map(ApiKey::new);
    }

    /** Whether a key's id may look like that. */
    static boolean isId(String text) {
        return CheckedToken.isId(text);
    }

    /** The public part, under which it is looked up. */
    String id() {
        return token.id();
    }

    /** What is stored of it: SHA-256 of the whole key. */
    byte[] hash() {
        return token.hash();
    }

    /** The whole key, for the one answer that shows it. */
    String reveal() {
        return token.reveal();
    }
}
