package io.countersign.caller;

import io.countersign.crypto.Secret;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Authenticates callers as OAuth 2.0 clients: the id is a caller's name or GUID, the secret one of its API keys. */
@ApplicationScoped
public class Clients {
    private final IdentityProviderManager identities;
    private final BootstrapKey bootstrap;
    private final DatabaseCredentials database;

    Clients(IdentityProviderManager identities, BootstrapKey bootstrap, DatabaseCredentials database) {
        this.identities = identities;
        this.bootstrap = bootstrap;
        this.database = database;
    }

    /**
     * Whose it is: an identity as of a request with {@code Authorization: Bearer}, or empty where id and secret do not
     * belong together. What cannot be a key is refused without asking anybody. Fails where nobody can be asked.
     *
     * @param lookup where to find the key together with what the request is about, or null where only the caller
     *     matters
     */
    public Uni<Optional<SecurityIdentity>> authenticate(
            ClientAuthentication.Presented client, CredentialSource.@Nullable Lookup lookup) {
        return client.secrets().stream()
                .map(Secret::revealText)
                .filter(secret -> bootstrap.is(secret) || ApiKey.parse(secret).isPresent())
                .findFirst()
                .map(secret -> identities
                        .authenticate(new BearerRequest(secret, lookup == null ? database : lookup))
                        .map(identity -> Optional.of(identity).filter(known -> client.names(nameOf(known))))
                        .onFailure(AuthenticationFailedException.class)
                        .recoverWithItem(Optional.empty()))
                .orElseGet(() -> Uni.createFrom().item(Optional.empty()));
    }

    /** The caller's name. */
    public static String nameOf(SecurityIdentity identity) {
        return identity.getPrincipal().getName().substring(CallerIdentityProvider.PREFIX.length());
    }
}
