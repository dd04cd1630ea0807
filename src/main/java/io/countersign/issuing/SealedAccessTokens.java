package io.countersign.issuing;

import io.countersign.connection.TokenPlaces;
import io.countersign.crypto.Secret;
import io.countersign.tenant.TenantKeysets;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Objects;

/** Sealed under the tenants' keysets. */
@ApplicationScoped
class SealedAccessTokens implements AccessTokens {
    private final TenantKeysets keysets;

    SealedAccessTokens(TenantKeysets keysets) {
        this.keysets = keysets;
    }

    @Override
    public Secret open(Issuable issuable) {
        return keysets.open(
                issuable.id().tenant(),
                issuable.wrappedKeyset(),
                Objects.requireNonNull(issuable.sealedToken()),
                TokenPlaces.accessToken(issuable.id(), issuable.environment(), issuable.generation()));
    }
}
