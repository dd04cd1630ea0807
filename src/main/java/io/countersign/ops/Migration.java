package io.countersign.ops;

import io.countersign.database.Causes;
import java.sql.SQLException;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Brings the schema up to date, or says in one sentence why that did not work. */
final class Migration {
    private static final Logger LOG = Logger.getLogger(Migration.class);
    private static final String USER = "quarkus.datasource.username";
    private static final int LONGEST_CAUSE = 500;

    private Migration() {}

    /**
     * Blocks: it waits for the database and, while another replica migrates, for that. Empty when the schema is the one
     * of this version.
     */
    static Optional<Finding> run(Flyway flyway, Config configuration) {
        try {
            flyway.migrate();
            return Optional.empty();
        } catch (FlywayException e) {
            LOG.debug("The migration failed", e);
            return Optional.of(explain(e, JdbcDatabaseCheck.place(configuration).orElse("the database")));
        }
    }

    /** @param place host, port and database */
    static Finding explain(FlywayException failure, String place) {
        SQLException cause = sqlCause(failure);
        String text = oneLine(cause == null ? failure.getMessage() : cause.getMessage());
        String state = cause == null || cause.getSQLState() == null ? "" : cause.getSQLState();
        // Classes of PostgreSQL's error codes, appendix A: 28 is the role or its password, 3D the database's name.
        if (state.startsWith("28")) {
            return Finding.refuse(
                    USER,
                    "PostgreSQL at " + place + " does not let this user in: " + text
                            + ". Correct user and password, or the server's pg_hba.conf.");
        }
        if (state.startsWith("3D")) {
            return Finding.refuse(
                    DatabaseConnections.JDBC_URL,
                    "there is no such database at " + place + ": " + text + ". Create it.");
        }
        if (cause != null && isUnreachable(state, text)) {
            return Finding.refuse(
                    DatabaseConnections.JDBC_URL,
                    "no connection to " + place + ": " + text
                            + ". Countersign starts with its database only; start it again when that can be reached.");
        }
        return Finding.refuse(
                DatabaseConnections.JDBC_URL,
                "the schema in " + place
                        + " could not be brought up to date, and nothing of the step that failed was kept: " + text);
    }

    /** Class 08 is the connection. Agroal, the JDBC pool, has no SQLSTATE when it waited in vain. */
    private static boolean isUnreachable(String state, String text) {
        return state.startsWith("08") || (state.isEmpty() && text.contains("acquisition timeout"));
    }

    private static @Nullable SQLException sqlCause(Throwable failure) {
        return Causes.of(failure)
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast)
                .reduce((outer, inner) -> inner)
                .orElse(null);
    }

    private static String oneLine(@Nullable String message) {
        String line = message == null
                ? "no reason given"
                : message.replaceAll("\\s+", " ").strip();
        String whole = line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
        return whole.length() > LONGEST_CAUSE ? whole.substring(0, LONGEST_CAUSE) + "…" : whole;
    }
}
