package io.countersign.ops;

import io.countersign.database.Causes;
import io.vertx.pgclient.PgException;
import java.io.FileNotFoundException;
import java.nio.file.FileSystemException;
import java.security.GeneralSecurityException;
import java.util.Objects;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/** What came of asking through the pool that serves requests whether it reaches the migrated database. */
sealed interface PoolAnswer {
    /** What Vert.x says of a file that holds no certificate, and of a server whose certificate it does not accept. */
    Set<String> ABOUT_CERTIFICATES = Set.of("CERTIFICATE-----", "Is a directory", "SSL handshake failed");

    /** PostgreSQL's codes, appendix A: shutdown, crash, starting up, and no connection left. */
    Set<String> PASSING = Set.of("57P01", "57P02", "57P03", "53300");

    /** It does. */
    record Migrated() implements PoolAnswer {}

    /** It reaches another one. */
    record Elsewhere() implements PoolAnswer {}

    /** It reaches none, or none that answers. */
    record Failed(Throwable failure) implements PoolAnswer {

        /** Whether it would go on failing until somebody changes the configuration, as far as PostgreSQL says so. */
        boolean lasts() {
            return state().startsWith("28") || state().startsWith("3D");
        }

        /** Whether PostgreSQL itself says that it is not there for the moment, or has no connection left. */
        boolean passes() {
            return PASSING.contains(state());
        }

        /** After the last try. */
        Attempt attempt(Config configuration) {
            Finding refusal = finding(configuration);
            return passes()
                    ? new Attempt.Away(
                            ReactiveDatabaseCheck.place(configuration).orElse("the database"), text(), refusal)
                    : Attempt.Done.of(refusal);
        }

        /** PostgreSQL's code, or empty. */
        String state() {
            PgException said = cause(PgException.class);
            return said == null ? "" : Objects.requireNonNullElse(said.getSqlState(), "");
        }

        private <T extends Throwable> @Nullable T cause(Class<T> type) {
            return Causes.of(failure)
                    .filter(type::isInstance)
                    .map(type::cast)
                    .findFirst()
                    .orElse(null);
        }

        private boolean isAboutCertificates() {
            return cause(SSLException.class) != null
                    || cause(GeneralSecurityException.class) != null
                    || cause(FileSystemException.class) != null
                    || cause(FileNotFoundException.class) != null
                    || cause(io.vertx.core.file.FileSystemException.class) != null
                    || ABOUT_CERTIFICATES.stream().anyMatch(text()::contains);
        }

        private boolean isAboutTls() {
            return text().contains("SSL");
        }

        /** PostgreSQL's or the driver's words, on one line; neither holds a password. */
        private String text() {
            Throwable last = Causes.of(failure).reduce(failure, (outer, inner) -> inner);
            String message = Objects.requireNonNullElse(
                    last.getMessage(), last.getClass().getSimpleName());
            return message.replaceAll("\\s+", " ").strip();
        }
    }

    /** What an operator reads: which property to look at. Not for {@link Migrated}. */
    default Finding finding(Config configuration) {
        String place = ReactiveDatabaseCheck.place(configuration).orElse("the database");
        return switch (this) {
            case Migrated migrated -> throw new IllegalStateException("Nothing is wrong");
            case Elsewhere elsewhere ->
                Finding.refuse(
                        DatabaseConnections.REACTIVE_URL,
                        "leads to " + place + ", which is not the database that was just migrated through "
                                + DatabaseConnections.JDBC_URL
                                + ": requests would be served from another one. Set both to the same database, on its"
                                + " primary.");
            case Failed failed -> failed(failed, place);
        };
    }

    private static Finding failed(Failed failed, String place) {
        String text = failed.text();
        if (failed.state().startsWith("28")) {
            return Finding.refuse(
                    "quarkus.datasource.username",
                    "PostgreSQL at " + place + " does not let this user in to serve requests: " + text
                            + ". Correct user and password, or the server's pg_hba.conf.");
        }
        if (failed.isAboutCertificates()) {
            return Finding.refuse(
                    "quarkus.datasource.reactive.trust-certificate-pem.certs",
                    "or its neighbours: no connection for requests to " + place
                            + ", because TLS with it failed: " + text
                            + ". Name the certificate of the authority that signed the server's, and the host as it"
                            + " stands in the latter.");
        }
        if (failed.isAboutTls()) {
            return Finding.refuse(
                    "quarkus.datasource.reactive.postgresql.ssl-mode",
                    "no connection for requests to " + place + ": " + text
                            + ". The server and this mode do not agree.");
        }
        return Finding.refuse(
                DatabaseConnections.REACTIVE_URL,
                "no connection for requests to " + place + ": " + text + ". The migration through "
                        + DatabaseConnections.JDBC_URL
                        + " went well, so look for the difference: host, port, database, TLS.");
    }
}
