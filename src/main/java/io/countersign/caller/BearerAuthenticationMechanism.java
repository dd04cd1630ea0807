package io.countersign.caller;

import io.countersign.caller.FailedLogin.Door;
import io.countersign.caller.identity.CertificateVerdict;
import io.countersign.caller.identity.ClientCertificates;
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
 * Takes {@code Authorization: Bearer} (RFC 6750, section 2.1) and, where there is no such header, the connection's
 * client certificate. A request with neither stays anonymous; a page or a callback needs no more.
 */
@ApplicationScoped
class BearerAuthenticationMechanism implements HttpAuthenticationMechanism {
    private static final String SCHEME = "Bearer ";

    /** Where a session counts and nothing else: what a browser or a proxy adds to a request makes it nobody's. */
    private static final String CONSOLE = "/console";

    private final DatabaseCredentials database;
    private final List<CredentialSource> sources;
    private final ClientCertificates certificates;
    private final Admission admission;

    BearerAuthenticationMechanism(
            DatabaseCredentials database,
            @All List<CredentialSource> sources,
            ClientCertificates certificates,
            Admission admission) {
        this.database = database;
        this.sources = sources;
        this.certificates = certificates;
        this.admission = admission;
    }

    /** All that stands in such a header. */
    static List<String> headers(RoutingContext context) {
        return context.request().headers().getAll(HttpHeaderNames.AUTHORIZATION);
    }

    /** What is presented in it; empty for several headers, and for other schemes. */
    static Optional<String> credential(List<String> headers) {
        String header = headers.getFirst();
        return headers.size() > 1 || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? Optional.empty()
                : Optional.of(header.substring(SCHEME.length()).strip());
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager identities) {
        String path = context.normalizedPath();
        if (path.equals(CONSOLE) || path.startsWith(CONSOLE + "/")) {
            return Uni.createFrom().nullItem();
        }
        List<String> headers = headers(context);
        if (headers.isEmpty()) {
            return authenticateByCertificate(context, identities);
        }
        return credential(headers)
                .map(presented -> identities.authenticate(
                        new BearerRequest(new Presented.Text(presented), lookup(context), arrival(context))))
                .orElseGet(() -> Uni.createFrom()
                        .failure(new AuthenticationFailedException(
                                "Not one Authorization header of the scheme Bearer")));
    }

    private Uni<SecurityIdentity> authenticateByCertificate(
            RoutingContext context, IdentityProviderManager identities) {
        return switch (certificates.of(context.request())) {
            case CertificateVerdict.None none -> Uni.createFrom().nullItem();
            case CertificateVerdict.Refused refused -> {
                admission.badCertificate(arrival(context));
                yield Uni.createFrom()
                        .failure(new AuthenticationFailedException("A client certificate that is worth nothing here"));
            }
            case CertificateVerdict.Proven proven ->
                identities.authenticate(
                        new BearerRequest(new Presented.Proven(proven.identity()), lookup(context), arrival(context)));
        };
    }

    private static Arrival arrival(RoutingContext context) {
        return new Arrival(Door.API, context.request().remoteAddress());
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
