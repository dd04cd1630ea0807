package io.countersign.caller;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.quarkus.arc.All;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Takes {@code Authorization: Bearer} (RFC 6750, section 2.1). A request without it stays anonymous; a page or a
 * callback needs no more.
 */
@ApplicationScoped
class BearerAuthenticationMechanism implements HttpAuthenticationMechanism {
    private static final String SCHEME = "Bearer ";

    private final DatabaseCredentials database;
    private final List<CredentialSource> sources;

    BearerAuthenticationMechanism(DatabaseCredentials database, @All List<CredentialSource> sources) {
        this.database = database;
        this.sources = sources;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager identities) {
        List<String> headers = context.request().headers().getAll(HttpHeaderNames.AUTHORIZATION);
        if (headers.isEmpty()) {
            return Uni.createFrom().nullItem();
        }
        String header = headers.getFirst();
        if (headers.size() > 1 || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Uni.createFrom()
                    .failure(new AuthenticationFailedException("Not one Authorization header of the scheme Bearer"));
        }
        return identities.authenticate(
                new BearerRequest(header.substring(SCHEME.length()).strip(), lookup(context)));
    }

    private CredentialSource.Lookup lookup(RoutingContext request) {
        for (CredentialSource source : sources) {
            Optional<CredentialSource.Lookup> own = source.lookup(request);
            if (own.isPresent()) {
                return own.get();
            }
        }
        return database;
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom()
                .item(new ChallengeData(401, HttpHeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"countersign\""));
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of(BearerRequest.class);
    }
}
