package io.countersign.console;

import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes the console's cookie for the console's addresses, and for no others. */
@ApplicationScoped
class SessionMechanism implements HttpAuthenticationMechanism {
    private final ConsoleSessions sessions;
    private final ConsoleConfiguration configuration;

    SessionMechanism(ConsoleSessions sessions, ConsoleConfiguration configuration) {
        this.sessions = sessions;
        this.configuration = configuration;
    }

    @Override
    public Uni<@Nullable SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager identities) {
        if (!configuration.enabled() || !ConsolePaths.isOne(context.normalizedPath())) {
            return Uni.createFrom().nullItem();
        }
        return sessions.of(context)
                .map(present -> present.map(ConsoleSessions.Present::identity).orElse(null));
    }

    /** Whoever is nobody is led to the sign-in, by {@link ConsoleProblems}. */
    @Override
    public Uni<@Nullable ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().nullItem();
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of();
    }
}
