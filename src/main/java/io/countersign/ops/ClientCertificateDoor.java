package io.countersign.ops;

import io.countersign.caller.identity.CallerConfiguration;
import io.countersign.problem.CertificatesAsked;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemTrustOptions;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Has the port with TLS ask for a client certificate, where {@code countersign.caller.certificate.trust} names the
 * authorities. Whoever has none is let in: API keys and JWTs work there as elsewhere. Quarkus' own property is fixed
 * when the application is built, and brings an authentication of its own.
 */
@Singleton
class ClientCertificateDoor implements HttpServerOptionsCustomizer {
    private final Optional<Path> trust;

    ClientCertificateDoor(CallerConfiguration configuration) {
        this.trust = configuration.certificate().trust();
    }

    /** Whether a connection with TLS was asked for a certificate. */
    @Produces
    @Singleton
    CertificatesAsked asked() {
        return new CertificatesAsked(trust.isPresent());
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        trust.ifPresent(authorities -> options.setClientAuth(ClientAuth.REQUEST)
                .setTrustOptions(new PemTrustOptions().addCertPath(authorities.toString())));
    }
}
