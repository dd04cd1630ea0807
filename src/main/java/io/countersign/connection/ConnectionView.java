package io.countersign.connection;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A connection as callers see it. Holds no token. Times are UTC. */
record ConnectionView(
        String tenant,
        String connection,
        String integration,
        String grant,
        String environment,
        List<String> scopes,
        String state,
        @Nullable String reason,
        @Nullable String expectedAccountId,
        @Nullable String expectedEmail,
        @Nullable User user,
        @Nullable Account account,
        @Nullable Instant accessTokenExpiresAt,
        @Nullable Instant refreshTokenExpiresAt,
        @Nullable Instant lastRefreshedAt,
        @Nullable String lastError,
        @Nullable Pending pending) {

    /** The DocuSign user that consented. */
    record User(String sub, @Nullable String name, @Nullable String email) {}

    /**
     * A consent that waits for confirmation.
     *
     * @param expiresAt when it is destroyed
     */
    record Pending(String consentId, User user, List<Account> accounts, Instant expiresAt) {}
}
