package io.countersign.caller;

import io.countersign.caller.FailedLogin.Door;
import io.countersign.caller.identity.CertificateVerdict;
import io.countersign.caller.identity.ClientCertificates;
import io.countersign.caller.identity.JwtVerifier;
import io.countersign.crypto.Secret;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates callers as OAuth 2.0 clients: the id is a caller's name or GUID, the secret one of its API keys; or
 * there is a certificate, or a subject token, that proves one of its identities.
 */
@ApplicationScoped
public class Clients {
    private final IdentityProviderManager identities;
    private final BootstrapKey bootstrap;
    private final DatabaseCredentials database;
    private final Admission admission;
    private final ClientCertificates certificates;

    Clients(
            IdentityProviderManager identities,
            BootstrapKey bootstrap,
            DatabaseCredentials database,
            Admission admission,
            ClientCertificates certificates) {
        this.identities = identities;
        this.bootstrap = bootstrap;
        this.database = database;
        this.admission = admission;
        this.certificates = certificates;
    }

    /**
     * How a request says which client it comes from. The connection's certificate counts where nothing else is sent:
     * who sends a secret means that.
     *
     * @param formId {@code client_id}, or null
     * @param formSecret {@code client_secret}, or null
     */
    public ClientAuthentication read(HttpServerRequest request, @Nullable String formId, @Nullable String formSecret) {
        ClientAuthentication sent =
                ClientAuthentication.of(request.headers().getAll(HttpHeaderNames.AUTHORIZATION), formId, formSecret);
        return sent instanceof ClientAuthentication.None
                ? switch (certificates.of(request)) {
                    case CertificateVerdict.None none -> sent;
                    case CertificateVerdict.Proven proven -> new ClientAuthentication.Certified(proven.identity());
                    case CertificateVerdict.Refused refused -> new ClientAuthentication.BadCertificate();
                }
                : sent;
    }

    /**
     * Whose it is: an identity as of a request with {@code Authorization: Bearer}, or empty where id and secret do not
     * belong together. What cannot be a key is refused without asking anybody. Fails where nobody can be asked.
     *
     * @param lookup where to find the key together with what the request is about, or null where only the caller
     *     matters
     * @param remote where the request comes from, as far as it is known
     */
    public Uni<Optional<SecurityIdentity>> authenticate(
            ClientAuthentication.Presented client,
            CredentialSource.@Nullable Lookup lookup,
            @Nullable SocketAddress remote) {
        Arrival arrival = new Arrival(Door.OAUTH, remote);
        CredentialSource.Lookup search = lookup == null ? database : lookup;
        for (String secret : client.secrets().stream().map(Secret::revealText).toList()) {
            if (bootstrap.is(secret)) {
                return authenticate(client, new BearerRequest(new Presented.Text(secret), search, arrival));
            }
            Optional<ApiKey> key = ApiKey.parse(secret);
            if (key.isPresent()) {
                // Judged here, too: a refusal by the way through authentication is an exception with its stack.
                return switch (admission.judge(key.get().hash(), arrival)) {
                    case Admission.Verdict.Search may ->
                        authenticate(client, new BearerRequest(new Presented.Text(secret), search, arrival));
                    case Admission.Verdict.Refused refused -> Uni.createFrom().item(Optional.empty());
                    case Admission.Verdict.Later later ->
                        Uni.createFrom().failure(Admission.TOO_MANY_FAILURES.toException());
                };
            }
        }
        admission.malformed(arrival);
        return Uni.createFrom().item(Optional.empty());
    }

    private Uni<Optional<SecurityIdentity>> authenticate(ClientAuthentication.Presented client, BearerRequest request) {
        return identities
                .authenticate(request)
                .map(identity -> agreeing(client, identity, request.arrival()))
                .onFailure(AuthenticationFailedException.class)
                .recoverWithItem(Optional.empty());
    }

    private Optional<SecurityIdentity> agreeing(
            ClientAuthentication.Presented client, SecurityIdentity identity, Arrival arrival) {
        if (client.names(nameOf(identity))) {
            return Optional.of(identity);
        }
        admission.otherCaller(arrival);
        return Optional.empty();
    }

    /** Tells that somebody came whose credentials cannot be read. */
    public void unreadable(@Nullable SocketAddress remote) {
        admission.malformed(new Arrival(Door.OAUTH, remote));
    }

    /** Tells that somebody came with a certificate that counts for nothing, and nothing else. */
    public void badCertificate(@Nullable SocketAddress remote) {
        admission.badCertificate(new Arrival(Door.OAUTH, remote));
    }

    /** Tells that what authenticates means another caller than what stands beside it. */
    public void otherCaller(@Nullable SocketAddress remote) {
        admission.otherCaller(new Arrival(Door.OAUTH, remote));
    }

    /** Whose certificate it is; empty where it is nobody's here. Fails where nobody can be asked. */
    public Uni<Optional<SecurityIdentity>> authenticate(
            ClientAuthentication.Certified client,
            CredentialSource.@Nullable Lookup lookup,
            @Nullable SocketAddress remote) {
        return authenticate(new Presented.Proven(client.identity()), lookup, new Arrival(Door.OAUTH, remote));
    }

    /**
     * Whose subject token it is (RFC 8693, section 2.1); empty where it is no JWT that is valid here, or nobody's. An
     * API key is none. Fails where nobody can be asked, its issuer included.
     */
    public Uni<Optional<SecurityIdentity>> authenticate(
            Secret subjectToken, CredentialSource.@Nullable Lookup lookup, @Nullable SocketAddress remote) {
        Arrival arrival = new Arrival(Door.OAUTH, remote);
        String text = subjectToken.revealText();
        if (JwtVerifier.isJwt(text)) {
            return authenticate(new Presented.Text(text), lookup, arrival);
        }
        admission.malformed(arrival);
        return Uni.createFrom().item(Optional.empty());
    }

    private Uni<Optional<SecurityIdentity>> authenticate(
            Presented presented, CredentialSource.@Nullable Lookup lookup, Arrival arrival) {
        return identities
                .authenticate(new BearerRequest(presented, lookup == null ? database : lookup, arrival))
                .map(Optional::of)
                .onFailure(AuthenticationFailedException.class)
                .recoverWithItem(Optional.empty());
    }

    /** The caller's name. */
    public static String nameOf(SecurityIdentity identity) {
        return identity.getPrincipal().getName().substring(CallerIdentityProvider.PREFIX.length());
    }
}
