package io.countersign.ops;

import io.countersign.database.Causes;
import java.io.FileNotFoundException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Why the database could not be used through JDBC: whether that may pass by itself, and what an operator reads. The
 * codes are PostgreSQL's, appendix A: class 08 is the connection, 28 the role or its password, 3D the database's name.
 */
final class JdbcFailure {
    private static final String USER = "quarkus.datasource.username";
    private static final String PASSWORD = "quarkus.datasource.password";

    /** Shutdown, crash, starting up or in recovery, no connection left, a standby. */
    private static final Set<String> PASSING = Set.of("57P01", "57P02", "57P03", "53300", "25006");

    /** The server, or the driver, said no to this connection; another try says the same. */
    private static final String REJECTED = "08004";

    /** PgBouncer's for whatever it cannot do, in words. */
    private static final String PROTOCOL = "08P01";

    private static final int LONGEST_TEXT = 500;

    private final Throwable failure;
    private final String state;
    private final String text;

    private JdbcFailure(Throwable failure, String state, String text) {
        this.failure = failure;
        this.state = state;
        this.text = text;
    }

    /** Reads what Flyway, the pool or the driver threw; the innermost word of JDBC's counts. */
    static JdbcFailure of(Throwable failure) {
        SQLException cause = Causes.of(failure)
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast)
                .reduce((outer, inner) -> inner)
                .orElse(null);
        return new JdbcFailure(
                failure,
                cause == null ? "" : Objects.requireNonNullElse(cause.getSQLState(), ""),
                oneLine(cause == null ? failure.getMessage() : cause.getMessage()));
    }

    /** Whether waiting may help: nothing that only another configuration would heal. */
    boolean mayPass() {
        if (PASSING.contains(state) || isPoolsTimeout()) {
            return true;
        }
        if (state.equals(PROTOCOL)) {
            String words = text.toLowerCase(Locale.ROOT);
            return Stream.of("no such", "password", "auth").noneMatch(words::contains);
        }
        return state.startsWith("08") && !state.equals(REJECTED) && !isAboutTls();
    }

    /** Whether nothing came back at all; a refusal comes from somebody, though he may be no database. */
    boolean isSilence() {
        return isPoolsTimeout() || isNeverAnswered() || cause(SocketTimeoutException.class) != null;
    }

    /** Half a sentence. */
    String reason() {
        UnknownHostException unknown = cause(UnknownHostException.class);
        if (unknown != null) {
            return "no name server knows the host " + unknown.getMessage();
        }
        if (isSilence()) {
            return "it does not answer in time: " + text;
        }
        if (state.equals("25006")) {
            return "it is a standby, or read-only: " + text;
        }
        return text;
    }

    /** The refusal. */
    Finding finding(String place) {
        if (text.contains("no password was provided")) {
            return Finding.refuse(
                    PASSWORD,
                    "is empty or not set, and PostgreSQL at " + place
                            + " asks for one. Set it in a mounted file; an empty value counts as none.");
        }
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
        if (state.startsWith("08") && isAboutTls()) {
            return Finding.refuse(
                    DatabaseConnections.JDBC_URL,
                    "no connection to " + place + ", because TLS with it failed: " + text
                            + ". Look at sslmode and sslrootcert in it, and at the server's certificate.");
        }
        if (mayPass() || state.startsWith("08")) {
            return Finding.refuse(
                    DatabaseConnections.JDBC_URL,
                    "no connection to " + place + ": " + reason()
                            + ". Countersign starts with its database only; start it again when that can be reached.");
        }
        return Finding.refuse(
                DatabaseConnections.JDBC_URL,
                "the schema in " + place
                        + " could not be brought up to date, and nothing of the step that failed was kept: " + text);
    }

    /** As an attempt that failed. */
    Attempt attempt(String place) {
        Finding refusal = finding(place);
        return mayPass() ? new Attempt.Away(place, reason(), refusal) : Attempt.Done.of(refusal);
    }

    /** Agroal, the JDBC pool, has no code when it waited in vain. */
    private boolean isPoolsTimeout() {
        return state.isEmpty() && text.toLowerCase(Locale.ROOT).contains("acquisition timeout");
    }

    /** The driver's words where its limit for all of a log-in ended it. */
    private boolean isNeverAnswered() {
        return text.contains("Connection attempt timed out");
    }

    private boolean isAboutTls() {
        return cause(SSLException.class) != null
                || cause(GeneralSecurityException.class) != null
                || cause(FileNotFoundException.class) != null
                || cause(FileSystemException.class) != null
                || text.contains("SSL")
                || text.contains("certificate");
    }

    private <T extends Throwable> @Nullable T cause(Class<T> type) {
        return Causes.of(failure)
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElse(null);
    }

    /** For a log: whatever length and breaks it has. */
    static String oneLine(@Nullable String message) {
        String line = message == null
                ? "no reason given"
                : message.replaceAll("\\s+", " ").strip();
        String whole = line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
        return whole.length() > LONGEST_TEXT ? whole.substring(0, LONGEST_TEXT) + "…" : whole;
    }
}
