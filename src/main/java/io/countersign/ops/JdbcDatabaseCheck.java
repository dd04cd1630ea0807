package io.countersign.ops;

import static io.countersign.ops.DatabaseConnections.JDBC_URL;

import io.countersign.egress.Loopback;
import io.countersign.ops.DatabaseConnections.Protection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.jdbc.SslMode;
import org.postgresql.ssl.NonValidatingFactory;

/**
 * The connection that migrates: as the JDBC driver understands it, whose default is TLS only if the server offers it.
 */
final class JdbcDatabaseCheck implements StartupCheck {
    private static final String ADDITIONAL = "quarkus.datasource.jdbc.additional-jdbc-properties.";
    private static final String REMEDY = "Add ?sslmode=verify-full&sslrootcert=/path/to/ca.crt to it.";

    private final boolean allowPlain;

    /** @param allowPlain {@link OpsConfiguration#allowPlainDatabase} */
    JdbcDatabaseCheck(boolean allowPlain) {
        this.allowPlain = allowPlain;
    }

    @Override
    public List<Finding> check(Config configuration) {
        Optional<String> url = configuration.getOptionalValue(JDBC_URL, String.class);
        if (url.isEmpty()) {
            return List.of();
        }
        Properties parsed = parse(configuration, url.get());
        Protection protection = parsed == null ? null : protection(parsed);
        if (parsed == null || protection == null) {
            return List.of(DatabaseConnections.unreadable(
                    JDBC_URL, "jdbc:postgresql://host:5432/database?sslmode=verify-full"));
        }
        boolean beyondLoopback =
                !Stream.of(parsed.getProperty("PGHOST", "localhost").split(",")).allMatch(Loopback::is);
        return DatabaseConnections.judge(allowPlain, JDBC_URL, beyondLoopback, protection, REMEDY);
    }

    /** Where the JDBC driver connects to first, or empty where it cannot tell. */
    static Optional<String> place(Config configuration) {
        return configuration
                .getOptionalValue(JDBC_URL, String.class)
                .map(url -> parse(configuration, url))
                .map(parsed -> DatabaseConnections.place(
                        first(parsed, "PGHOST"), Integer.parseInt(first(parsed, "PGPORT")), first(parsed, "PGDBNAME")));
    }

    private static String first(Properties parsed, String key) {
        return parsed.getProperty(key, key.equals("PGPORT") ? "5432" : "").split(",", -1)[0];
    }

    private static @Nullable Properties parse(Config configuration, String url) {
        Properties defaults = new Properties();
        for (String name : List.of("sslmode", "ssl", "sslfactory")) {
            configuration
                    .getOptionalValue(ADDITIONAL + name, String.class)
                    .ifPresent(value -> defaults.setProperty(name, value));
        }
        return Driver.parseURL(url, defaults);
    }

    private static @Nullable Protection protection(Properties parsed) {
        try {
            SslMode mode = SslMode.of(parsed);
            if (!mode.requireEncryption()) {
                return Protection.PLAIN;
            }
            boolean trustsAll =
                    NonValidatingFactory.class.getName().equals(PGProperty.SSL_FACTORY.getOrDefault(parsed));
            return mode.verifyCertificate() && !trustsAll ? Protection.VERIFIED : Protection.UNVERIFIED;
        } catch (SQLException e) {
            return null;
        }
    }
}
