package io.countersign.caller;

import io.countersign.crypto.Digest;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;

/** Tells whose credential it is. Every reason for a refusal looks the same from outside. */
@ApplicationScoped
class CallerIdentityProvider implements IdentityProvider<BearerRequest> {
    /** Of a principal's name, before the caller's own. */
    static final String PREFIX = "caller:";

    private final BootstrapKey bootstrap;

    CallerIdentityProvider(BootstrapKey bootstrap) {
        this.bootstrap = bootstrap;
    }

    @Override
    public Class<BearerRequest> getRequestType() {
        return BearerRequest.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(BearerRequest request, AuthenticationRequestContext context) {
        if (bootstrap.is(request.credential())) {
            return Uni.createFrom().item(identity(BootstrapKey.CALLER, Grants.unlimited(), Map.of()));
        }
        return ApiKey.parse(request.credential())
                .map(key -> {
                    byte[] hash = key.hash();
                    return request.lookup().find(key.id(), hash).map(stored -> identity(hash, stored));
                })
                .orElseGet(() -> Uni.createFrom().failure(refused()));
    }

    private static SecurityIdentity identity(byte[] presented, Optional<StoredKey> stored) {
        // An unknown id is compared too, so that the time taken does not tell it from a wrong secret.
        byte[] expected = stored.map(StoredKey::hash).orElseGet(() -> new byte[Digest.LENGTH]);
        boolean matches = Digest.same(presented, expected);
        return stored.filter(known -> matches && !known.expired())
                .map(known -> identity(known.caller(), new Grants(known.grants()), known.attributes()))
                .orElseThrow(CallerIdentityProvider::refused);
    }

    private static SecurityIdentity identity(String caller, Grants grants, Map<String, Object> attributes) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(PREFIX + caller))
                .addAttributes(attributes)
                .addAttribute(Grants.ATTRIBUTE, grants)
                .addAttribute(Grants.READABLE_TENANTS, grants.tenantsWith(Permission.TENANT_READ))
                .addAttribute(Grants.READABLE_CONNECTIONS, grants.tenantsWith(Permission.CONNECTION_READ))
                .addPermissionChecker(asked -> Uni.createFrom().item(grants.allow(asked)))
                .build();
    }

    private static AuthenticationFailedException refused() {
        return new AuthenticationFailedException("Malformed, unknown or expired credential");
    }
}
