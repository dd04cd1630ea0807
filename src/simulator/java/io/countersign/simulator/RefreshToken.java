package io.countersign.simulator;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A refresh token as the simulator knows it.
 *
 * @param id the hash of its characters
 * @param family the authorization it goes back to
 * @param usedAt when it was first used, or null
 * @param revoked whether it is dead for good
 */
record RefreshToken(
        String id,
        long family,
        String clientId,
        String sub,
        Set<String> scopes,
        Instant expiresAt,
        @Nullable Instant usedAt,
        boolean revoked) {
    static final String EXTENDED = "extended";

    boolean isExtended() {
        return scopes.contains(EXTENDED);
    }

    RefreshToken usedAt(Instant now) {
        Instant first = usedAt == null ? now : usedAt;
        return new RefreshToken(id, family, clientId, sub, scopes, expiresAt, first, revoked);
    }

    RefreshToken asRevoked() {
        return new RefreshToken(id, family, clientId, sub, scopes, expiresAt, usedAt, true);
    }

    RefreshToken asNew() {
        return new RefreshToken(id, family, clientId, sub, scopes, expiresAt, null, false);
    }

    RefreshToken expiringAt(Instant expiry) {
        return new RefreshToken(id, family, clientId, sub, scopes, expiry, usedAt, revoked);
    }

    /** The next token of the same family, unused. */
    RefreshToken successor(String newId, Instant expiry) {
        return new RefreshToken(newId, family, clientId, sub, scopes, expiry, null, false);
    }
}
