package io.countersign.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.countersign.TestingWait;
import io.countersign.docusign.TestingAuthority;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.SslMode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.Driver;

/**
 * A real PostgreSQL with TLS, and what poses as one, for both drivers as operations.md says to configure them
 * ({@code verify-full}): only the right certificate is told who asks.
 */
class DatabaseCertificateTest {
    private static final String IN_TLS = "select ssl from pg_stat_ssl where pid = pg_backend_pid()";

    @TempDir
    static Path directory;

    private static Path authority;
    private static Path otherAuthority;
    private static KeyStore right;
    private static KeyStore ended;
    private static KeyStore ofTheNeighbour;
    private static KeyStore ofAStranger;
    private static EmbeddedPostgres server;
    private static Vertx vertx;

    /** Asks over a connection whether that is TLS. */
    private enum By {
        JDBC {
            @Override
            boolean isInTls(String host, int port, Path authority) throws Exception {
                String url = "jdbc:postgresql://%s:%d/postgres?sslmode=verify-full&sslrootcert=%s"
                        .formatted(host, port, authority);
                Properties credentials = new Properties();
                credentials.setProperty("user", "postgres");
                credentials.setProperty("password", "pass-word");
                try (Connection connection = new Driver().connect(url, credentials);
                        ResultSet answer = connection.createStatement().executeQuery(IN_TLS)) {
                    return answer.next() && answer.getBoolean(1);
                }
            }
        },
        /** With the options that Quarkus sets of the properties. */
        REACTIVE {
            @Override
            boolean isInTls(String host, int port, Path authority) throws Exception {
                PgConnectOptions options = PgConnectOptions.fromUri("postgresql://%s:%d/postgres".formatted(host, port))
                        .setUser("postgres")
                        .setPassword("pass-word")
                        .setSslMode(SslMode.VERIFY_FULL);
                options.setHostnameVerificationAlgorithm("HTTPS");
                options.setTrustOptions(new PemTrustOptions().addCertPath(authority.toString()));
                return PgConnection.connect(vertx, options)
                        .compose(connection -> connection
                                .query(IN_TLS)
                                .execute()
                                .map(rows -> rows.iterator().next().getBoolean(0))
                                .eventually(() -> connection.close()))
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS);
            }
        };

        abstract boolean isInTls(String host, int port, Path authority) throws Exception;

        /** Why there was no connection, with all causes. */
        String refusal(String host, int port, Path authority) {
            Throwable failure = catchThrowable(() -> isInTls(host, port, authority));
            assertThat(failure).as("connected to %s:%d", host, port).isNotNull();
            StringWriter text = new StringWriter();
            failure.printStackTrace(new PrintWriter(text));
            return text.toString();
        }
    }

    @BeforeAll
    static void start() throws Exception {
        vertx = Vertx.vertx();
        TestingAuthority ours = TestingAuthority.create(directory);
        TestingAuthority others = TestingAuthority.create(directory);
        authority = ours.certificate();
        otherAuthority = others.certificate();
        right = ours.issue("dns:localhost");
        ended = ours.issueExpired("dns:localhost");
        ofTheNeighbour = ours.issue("dns:neighbour.example");
        ofAStranger = others.issue("dns:localhost");
        present(right);
        server = EmbeddedPostgres.builder()
                .setServerConfig("ssl", "on")
                .setServerConfig(
                        "ssl_cert_file", directory.resolve("server.crt").toString())
                .setServerConfig("ssl_key_file", directory.resolve("server.key").toString())
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static void present(KeyStore key) throws Exception {
        Path file = directory.resolve("server.key");
        Files.writeString(file, TestingAuthority.keyOf(key));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(directory.resolve("server.crt"), TestingAuthority.chainOf(key));
    }

    @ParameterizedTest
    @EnumSource
    void onlyTheRightNameOfTheRightAuthorityIsServed(By driver) throws Exception {
        assertThat(driver.isInTls("localhost", server.getPort(), authority)).isTrue();

        assertThat(driver.refusal("localhost", server.getPort(), otherAuthority))
                .containsAnyOf("PKIX", "SSL handshake failed");
        assertThat(driver.refusal("127.0.0.1", server.getPort(), authority))
                .containsAnyOf("could not be verified", "SSL handshake failed");
    }

    /** The same server with a certificate that has ended, and back again. */
    @Test
    void aCertificateThatHasEndedIsRefused() throws Exception {
        present(ended);
        reload();
        TestingWait.until("the server shows what has ended", () -> !isServed());

        assertThat(By.JDBC.refusal("localhost", server.getPort(), authority)).contains("CertificateExpiredException");
        assertThat(By.REACTIVE.refusal("localhost", server.getPort(), authority))
                .contains("SSL handshake failed");

        present(right);
        reload();
        TestingWait.until("the server shows a good one again", DatabaseCertificateTest::isServed);
    }

    private static boolean isServed() {
        return catchThrowable(() -> By.JDBC.isInTls("localhost", server.getPort(), authority)) == null;
    }

    private static void reload() throws Exception {
        try (Connection connection = server.getPostgresDatabase().getConnection()) {
            connection.createStatement().execute("select pg_reload_conf()");
        }
    }

    /** Neither the user nor the password, whatever keeps the certificate from being the right one. */
    @ParameterizedTest
    @EnumSource
    void impostorsHearNothing(By driver) throws Exception {
        try (ImpostorPostgres stranger = ImpostorPostgres.withTls(ofAStranger);
                ImpostorPostgres neighbour = ImpostorPostgres.withTls(ofTheNeighbour);
                ImpostorPostgres past = ImpostorPostgres.withTls(ended);
                ImpostorPostgres stripping = ImpostorPostgres.withoutTls();
                ImpostorPostgres believed = ImpostorPostgres.withTls(right)) {

            for (ImpostorPostgres each : new ImpostorPostgres[] {stranger, neighbour, past, stripping}) {
                assertThat(driver.refusal("localhost", each.port(), authority)).containsAnyOf("SSL", "verified");
                assertThat(each.heard()).isZero();
            }

            // The proof of the proof.
            Thread.ofVirtual().start(() -> driver.refusal("localhost", believed.port(), authority));
            TestingWait.until("whoever has the right certificate is told", () -> believed.heard() > 0);
        }
    }
}
