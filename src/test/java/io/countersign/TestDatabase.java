package io.countersign;

import io.countersign.demo.EmbeddedDatabase;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL for tests: one embedded server per test JVM, or the one that
 * {@code -Dtest.postgres.url=postgresql://user:password@host:port/db} names; a fresh database for each application that
 * a test starts.
 */
public final class TestDatabase implements QuarkusTestResourceLifecycleManager {
    /** The key of the operator who may do everything, in every application that a test starts. */
    public static final String BOOTSTRAP_KEY = "the-operator-of-the-tests-and-of-nothing-else";

    private static final class Server {
        static final URI URL = URI.create(
                System.getProperty("test.postgres.url", "").isEmpty()
                        ? EmbeddedDatabase.start().url()
                        : System.getProperty("test.postgres.url"));
    }

    private static volatile @Nullable String current;

    @Override
    public Map<String, String> start() {
        String database = create();
        current = database;
        Map<String, String> configuration = new HashMap<>(TestKeyring.configuration());
        configuration.putAll(configurationOf(database));
        configuration.putAll(TestDocuSign.configuration());
        configuration.putAll(TestIssuer.configuration());
        // Tests move due times about and count calls; those of the background switch it on.
        configuration.put("countersign.refresh.background", "false");
        configuration.put("countersign.notice.background", "false");
        // Nobody answers where the tests of the API say that a receiver is.
        configuration.put("countersign.notice.call-timeout", "PT1S");
        // Tests are one network, and the operator calls for all of them. Those of the limits take others.
        configuration.put("countersign.limit.pages-per-second", "100000");
        configuration.put("countersign.limit.failed-logins-per-second", "100000");
        configuration.put("countersign.limit.caller-per-second", "100000");
        // Off by default.
        configuration.put("countersign.console.enabled", "true");
        // Switches for development that must not reach the calls to DocuSign: docusign.ImpostorsTest.
        configuration.put("quarkus.tls.trust-all", "true");
        configuration.put("quarkus.rest-client.verify-host", "false");
        // A packaged application runs as in production, where it drains before it stops.
        configuration.put("quarkus.shutdown.delay", "0S");
        configuration.put("quarkus.shutdown.timeout", "1S");
        // And has no test port of its own for health and metrics.
        configuration.put("quarkus.management.port", System.getProperty("quarkus.management.test-port", "9001"));
        return configuration;
    }

    @Override
    public void stop() {
        // The server ends with the JVM; its databases with it.
    }

    /** Creates an empty database and answers its name. */
    public static String create() {
        String name = "test_" + UUID.randomUUID().toString().replace("-", "");
        try (Connection connection = connect("postgres")) {
            connection.createStatement().execute("create database " + name);
            return name;
        } catch (SQLException e) {
            throw new IllegalStateException("No database could be created on " + Server.URL.getHost(), e);
        }
    }

    /** A connection of its own to the database of the application that was started last. */
    public static Connection connect() throws SQLException {
        return connect(current());
    }

    /** The name of that database. */
    static String current() {
        return Objects.requireNonNull(current, "No application has been started yet");
    }

    /** A connection of its own to a database on the server, as its superuser. */
    public static Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://%s:%d/%s".formatted(Server.URL.getHost(), Server.URL.getPort(), database),
                user(),
                password());
    }

    /** The properties with which the vault uses that database. */
    public static Map<String, String> configurationOf(String database) {
        return Map.of(
                "quarkus.datasource.reactive.url",
                "postgresql://%s:%d/%s".formatted(Server.URL.getHost(), Server.URL.getPort(), database),
                "quarkus.datasource.jdbc.url",
                "jdbc:postgresql://%s:%d/%s".formatted(Server.URL.getHost(), Server.URL.getPort(), database),
                "quarkus.datasource.username",
                user(),
                "quarkus.datasource.password",
                password(),
                "countersign.bootstrap.api-key",
                BOOTSTRAP_KEY);
    }

    private static String user() {
        return Server.URL.getUserInfo().split(":", 2)[0];
    }

    private static String password() {
        String[] parts = Server.URL.getUserInfo().split(":", 2);
        return parts.length == 2 ? parts[1] : parts[0];
    }
}
