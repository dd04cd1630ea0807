package io.countersign.connection;

import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A connection as callers see it. Holds no token. Times are UTC. */
public record ConnectionView(
        String tenant,
        String connection,
        String integration,
        String grant,
        String environment,
        List<String> scopes,
        @Nullable List<String> grantedScopes,

        @Schema(
                enumeration = {"awaiting_consent", "awaiting_confirmation", "active", "consent_required", "disconnected"
                })
        String state,

        @Schema(
                enumeration = {
                    "refresh_token_expired",
                    "consent_revoked",
                    "lost_response",
                    "scopes_missing",
                    "user_gone"
                })
        @Nullable
        String reason,

        @Nullable String expectedAccountId,
        @Nullable String expectedEmail,
        @Nullable String userId,
        @Nullable User user,
        @Nullable Account account,
        @Nullable Instant accessTokenExpiresAt,
        @Nullable Instant refreshTokenExpiresAt,
        @Nullable Instant lastRefreshedAt,
        @Nullable String lastError,
        @Nullable Pending pending) {

    /** The DocuSign user that consented. */
    @Schema(name = "UserView")
    public record User(
            String sub, @Nullable String name, @Nullable String email) {}

    /**
     * A consent, or an import, that waits for confirmation; or an import that waits for its proof.
     *
     * @param consentId names it, or the import
     * @param user who consented, or to whom the imported token belongs; null while it is not proven
     * @param accounts to choose from, the default one first; empty while it is not proven
     * @param accountId which of them the person chose, or null
     * @param proof {@code proven} where DocuSign has granted its tokens, {@code unproven} where it has not been heard
     * @param lastError which pin it does not match, or why an import is not proven yet; or null
     * @param expiresAt when it is destroyed
     */
    @Schema(name = "PendingView")
    public record Pending(
            String consentId,
            @Nullable User user,
            List<Account> accounts,
            @Nullable String accountId,
            @Schema(enumeration = {"proven", "unproven"}) String proof,
            @Nullable String lastError,
            Instant expiresAt) {}
}
