package io.countersign.caller;

import io.countersign.caller.FailedLogin.Door;
import io.countersign.crypto.Digest;
import io.countersign.crypto.Secret;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Signs people in with an API key, for a session that outlives the request. Whoever keeps the session comes back with
 * its {@link KeyMark} for each request: the key, its caller and its grants are read and judged anew each time, exactly
 * as if the key itself had come as a Bearer token, and count against the same limits.
 */
@ApplicationScoped
public class KeySessions {
    private final DatabaseCredentials database;
    private final BootstrapKey bootstrap;
    private final IdentityProviderManager identities;

    KeySessions(DatabaseCredentials database, BootstrapKey bootstrap, IdentityProviderManager identities) {
        this.database = database;
        this.bootstrap = bootstrap;
        this.identities = identities;
    }

    /**
     * Takes what somebody typed as an API key. No JWT: a session could not end with it.
     *
     * @param typed as it was sent
     * @param remote the other end of the connection, as {@link Arrival} has it
     * @return what to keep. Fails with AuthenticationFailedException for what is no key (any more), for every reason in
     *     the same words; with a problem, 429 or 503, where nobody was asked or nobody knows
     */
    public Uni<KeyMark> begin(Secret typed, @Nullable SocketAddress remote) {
        String text = typed.revealText();
        Optional<KeyMark> mark = bootstrap.is(text)
                ? Optional.of(new KeyMark(BootstrapKey.CALLER, Digest.of(typed)))
                : ApiKey.parse(text).map(key -> new KeyMark(key.id(), key.hash()));
        // What is neither is refused, and told of, as everywhere else.
        return mark.map(known -> resume(known, remote).replaceWith(known))
                .orElseGet(() -> authenticate(new Presented.Text("none"), remote)
                        .map(nobody -> new KeyMark("", new byte[Digest.LENGTH])));
    }

    /** Who that key makes the request now. Fails as {@link #begin} does. */
    public Uni<SecurityIdentity> resume(KeyMark mark, @Nullable SocketAddress remote) {
        return authenticate(new Presented.Kept(mark), remote);
    }

    private Uni<SecurityIdentity> authenticate(Presented presented, @Nullable SocketAddress remote) {
        return identities.authenticate(new BearerRequest(presented, database, new Arrival(Door.CONSOLE, remote)));
    }
}
