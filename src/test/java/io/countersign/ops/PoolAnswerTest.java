package io.countersign.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.vertx.core.VertxException;
import io.vertx.core.file.FileSystemException;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which property is named for what the request pool met at start, and whether it is worth trying again. */
class PoolAnswerTest {
    private static final String URL = "quarkus.datasource.reactive.url";
    private static final String CERTIFICATES = "quarkus.datasource.reactive.trust-certificate-pem.certs";

    static Stream<Arguments> failures() {
        return Stream.of(
                argumentSet("nobody listens", new ConnectException("Connection refused"), URL, false),
                argumentSet("no answer", new TimeoutException(), URL, false),
                argumentSet("starting up", said("57P03"), URL, false),
                argumentSet("no room", said("53300"), URL, false),
                argumentSet("no such database", said("3D000"), URL, true),
                argumentSet("refused", said("28P01"), "quarkus.datasource.username", true),
                argumentSet("not in pg_hba.conf", said("28000"), "quarkus.datasource.username", true),
                argumentSet(
                        "another authority",
                        new SSLHandshakeException("PKIX path building failed"),
                        CERTIFICATES,
                        false),
                argumentSet(
                        "another authority, as Vert.x says it",
                        new VertxException("SSL handshake failed"),
                        CERTIFICATES,
                        false),
                argumentSet(
                        "no certificate in the file",
                        new VertxException("Missing -----BEGIN CERTIFICATE----- delimiter"),
                        CERTIFICATES,
                        false),
                argumentSet(
                        "a directory", new FileSystemException(new IOException("Is a directory")), CERTIFICATES, false),
                argumentSet("no file", new VertxException(new NoSuchFileException("/ca.crt")), CERTIFICATES, false),
                argumentSet(
                        "a server without TLS",
                        new VertxException("Postgres Server does not handle SSL connection"),
                        "quarkus.datasource.reactive.postgresql.ssl-mode",
                        false));
    }

    private static PgException said(String state) {
        return new PgException("any", "FATAL", state, "");
    }

    @ParameterizedTest
    @MethodSource("failures")
    void namesTheProperty(Throwable failure, String property, boolean lasts) {
        PoolAnswer.Failed failed = new PoolAnswer.Failed(new CompletionException(failure));

        assertThat(failed.finding(TestingConfiguration.of(URL, "postgresql://db.example.com/vault")))
                .satisfies(finding -> assertThat(finding.property()).isEqualTo(property))
                .satisfies(finding -> assertThat(finding.message()).contains("db.example.com:5432/vault"));
        assertThat(failed.lasts()).isEqualTo(lasts);
    }

    @Test
    void namesBothUrlsWhereThePoolReachesAnotherDatabase() {
        Finding finding =
                new PoolAnswer.Elsewhere().finding(TestingConfiguration.of(URL, "postgresql://db.example.com/vault"));

        assertThat(finding.refuses()).isTrue();
        assertThat(finding.property()).isEqualTo(URL);
        assertThat(finding.message()).contains("quarkus.datasource.jdbc.url");
    }
}
