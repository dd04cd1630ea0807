package io.countersign.issuing;

import io.countersign.connection.TokenPlaces;
import io.countersign.crypto.Secret;
import io.countersign.crypto.UnreadableSecretException;
import io.countersign.docusign.ApiHosts;
import io.countersign.keyring.UnreadableRows;
import io.countersign.tenant.TenantKeysets;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Objects;

/**
 * Sealed under the tenants' keysets, and bound to the address that is told beside them. That is judged anew: what is
 * believed may have become less.
 */
@ApplicationScoped
class SealedAccessTokens {
    private final TenantKeysets keysets;
    private final ApiHosts hosts;
    private final UnreadableRows unreadable;

    SealedAccessTokens(TenantKeysets keysets, ApiHosts hosts, UnreadableRows unreadable) {
        this.keysets = keysets;
        this.hosts = hosts;
        this.unreadable = unreadable;
    }

    /**
     * The token of something that has one.
     *
     * @throws UnreadableSecretException if it is not to be issued: the row was damaged or put elsewhere, or names an
     *     address that is not believed. Counted in either case: somebody has to look at that row
     */
    Secret open(Issuable issuable) {
        Secret token = keysets.open(
                issuable.id().tenant(),
                issuable.wrappedKeyset(),
                Objects.requireNonNull(issuable.sealedToken()),
                TokenPlaces.of(issuable.id(), issuable.environment(), issuable.accountId(), issuable.baseUri())
                        .accessToken(issuable.generation()));
        return isBelieved(issuable)
                ? token
                : unreadable.counting(issuable.wrappedKeyset(), () -> {
                    throw new UnreadableSecretException("connection_token.base_uri");
                });
    }

    private boolean isBelieved(Issuable issuable) {
        return hosts.believe(issuable.environment(), issuable.baseUri());
    }
}
