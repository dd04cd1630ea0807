package io.countersign.issuing;

import io.countersign.connection.TokenPlaces;
import io.countersign.crypto.Secret;
import io.countersign.crypto.UnreadableSecretException;
import io.countersign.docusign.ApiHosts;
import io.countersign.tenant.TenantKeysets;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Objects;

/**
 * Sealed under the tenants' keysets, and bound to the address that is told beside them. That is judged anew: what is
 * believed may have become less.
 */
@ApplicationScoped
class SealedAccessTokens implements AccessTokens {
    private final TenantKeysets keysets;
    private final ApiHosts hosts;

    SealedAccessTokens(TenantKeysets keysets, ApiHosts hosts) {
        this.keysets = keysets;
        this.hosts = hosts;
    }

    @Override
    public Secret open(Issuable issuable) {
        Secret token = keysets.open(
                issuable.id().tenant(),
                issuable.wrappedKeyset(),
                Objects.requireNonNull(issuable.sealedToken()),
                TokenPlaces.of(issuable.id(), issuable.environment(), issuable.accountId(), issuable.baseUri())
                        .accessToken(issuable.generation()));
        if (!hosts.believe(issuable.environment(), issuable.baseUri())) {
            throw new UnreadableSecretException("connection_token.base_uri");
        }
        return token;
    }
}
