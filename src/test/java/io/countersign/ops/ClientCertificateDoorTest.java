package io.countersign.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.TestingWait;
import io.countersign.caller.identity.CallerConfiguration;
import io.countersign.caller.identity.TestingAuthority;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Vert.x and Java make of the options. */
class ClientCertificateDoorTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final String CALLER = "uri:urn:example:caller";

    @TempDir
    private Path folder;

    @AfterAll
    static void close() {
        answer(VERTX.close());
    }

    private record Configured(Optional<Path> trust) implements CallerConfiguration, CallerConfiguration.Certificate {

        @Override
        public Map<String, Issuer> oidc() {
            return Map.of();
        }

        @Override
        public Certificate certificate() {
            return this;
        }
    }

    private static <T> T answer(Future<T> future) {
        return TestingWait.answer(Uni.createFrom().completionStage(future.toCompletionStage()));
    }

    /** Names the certificate that came with a request. */
    private static String certified(HttpServerRequest request) {
        try {
            Certificate first = request.sslSession().getPeerCertificates()[0];
            return ((X509Certificate) first).getSubjectAlternativeNames().toString();
        } catch (SSLPeerUnverifiedException e) {
            return "none";
        } catch (CertificateParsingException e) {
            return e.toString();
        }
    }

    private static HttpServer open(ClientCertificateDoor door, Path chain, Path key) {
        HttpServerOptions options = new HttpServerOptions()
                .setSsl(true)
                .setHost("localhost")
                .setPort(0)
                .setKeyCertOptions(
                        new PemKeyCertOptions().addCertPath(chain.toString()).addKeyPath(key.toString()));
        door.customizeHttpsServer(options);
        return answer(VERTX.createHttpServer(options)
                .requestHandler(request -> request.response().end(certified(request)))
                .listen());
    }

    private static String ask(HttpServer server, Path authority, TestingAuthority.Signed own) {
        HttpClientOptions options = new HttpClientOptions()
                .setSsl(true)
                .setTrustOptions(new PemTrustOptions().addCertPath(authority.toString()));
        if (own != null) {
            options.setKeyCertOptions(KeyCertOptions.wrap(own.keys()));
        }
        return answer(VERTX.createHttpClient(options)
                        .request(HttpMethod.GET, server.actualPort(), "localhost", "/")
                        .compose(request -> request.send())
                        .compose(HttpClientResponse::body))
                .toString();
    }

    @Test
    void asksAndLetsInWhoHasNoneAndNoneThatNobodySigned() throws Exception {
        // Given
        TestingAuthority servers = TestingAuthority.named("servers", Instant.now());
        TestingAuthority clients = TestingAuthority.named("clients", Instant.now());
        TestingAuthority.Signed server = servers.server(Instant.now(), "localhost");
        Path authority = servers.pem(folder.resolve("servers.crt"));
        Path trust = clients.pem(folder.resolve("clients.crt"));
        ClientCertificateDoor door = new ClientCertificateDoor(new Configured(Optional.of(trust)));
        HttpServer port = open(door, server.pem(folder.resolve("tls.crt")), server.keyPem(folder.resolve("tls.key")));

        // When, Then
        assertThat(door.asked().value()).isTrue();
        assertThat(ask(port, authority, clients.client(Instant.now(), CALLER))).contains("urn:example:caller");
        assertThat(ask(port, authority, null)).isEqualTo("none");
        assertThatThrownBy(() -> ask(port, authority, servers.client(Instant.now(), CALLER)))
                .isNotNull();
        Instant yesterday = Instant.now().minusSeconds(200_000);
        assertThatThrownBy(() -> ask(port, authority, clients.client(yesterday, CALLER)))
                .isNotNull();
    }

    @Test
    void asksForNothingWithoutAnAuthority() {
        ClientCertificateDoor door = new ClientCertificateDoor(new Configured(Optional.empty()));
        HttpServerOptions options = new HttpServerOptions();

        door.customizeHttpsServer(options);

        assertThat(options.getClientAuth()).isEqualTo(ClientAuth.NONE);
        assertThat(door.asked().value()).isFalse();
    }
}
