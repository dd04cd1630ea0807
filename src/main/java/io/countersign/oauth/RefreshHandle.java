package io.countersign.oauth;

import io.countersign.crypto.CheckedToken;
import io.countersign.crypto.HiddenValue;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * A refresh handle in the clear: what a client of OAuth 2.0 keeps as its refresh token, and what stands for one
 * connection. It is no token of DocuSign's, and worth nothing without its caller's authentication.
 *
 * @param token which begins with {@code csh_}
 */
record RefreshHandle(CheckedToken token) implements HiddenValue {
    private static final String PREFIX = "csh_";

    /** A new one. */
    static RefreshHandle generate(SecureRandom random) {
        return new RefreshHandle(CheckedToken.generate(PREFIX, random));
    }

    /**
     * Reads what somebody presents as one, as people paste it; empty for whatever cannot be one, such as a refresh
     * token of DocuSign's.
     */
    static Optional<RefreshHandle> parse(String text) {
        return CheckedToken.parse(PREFIX, text.strip()).map(RefreshHandle::new);
    }

    /** Whether a handle's id may look like that. */
    static boolean isId(String text) {
        return CheckedToken.isId(text);
    }

    /** The public part, under which it is looked up, listed and deleted. */
    String id() {
        return token.id();
    }

    /** What is stored of it: SHA-256 of the whole. */
    byte[] hash() {
        return token.hash();
    }

    /** The whole, for the one answer that shows it. */
    String reveal() {
        return token.reveal();
    }
}
