package io.countersign.problem;

import io.vertx.core.VertxException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.DatabaseException;
import java.io.IOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Recognises failures that are the database's, however deeply Hibernate or the pool has wrapped them. */
public final class DatabaseFailure {
    private static final Logger LOG = Logger.getLogger(DatabaseFailure.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    /** Wrappers nest a handful deep; the bound keeps a cycle of causes from spinning. */
    private static final int DEPTH = 12;

    private DatabaseFailure() {}

    /** 503 where the database cannot be used, 409 where two requests changed the same thing at once, 400 for text it cannot hold; else empty. */
    static Optional<Problem> problemOf(Throwable failure) {
        @Nullable Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEPTH; depth++, cause = cause.getCause()) {
            Optional<Problem> problem = of(cause);
            if (problem.isPresent()) {
                return problem;
            }
        }
        return Optional.empty();
    }

    /**
     * Whether it tells that the database cannot be reached: no connection, none free, no answer, or one from a server that is going down or has no
     * room. False for whatever a working server says of a statement, a refused login included.
     */
    public static boolean isOutage(Throwable failure) {
        @Nullable Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEPTH; depth++, cause = cause.getCause()) {
            if (isUnreachable(cause)
                    || sqlState(cause).map(DatabaseFailure::isGoingDown).orElse(false)) {
                return true;
            }
        }
        return false;
    }

    /** 503 with the pause after which a caller may try again. */
    public static Problem unavailable() {
        return Problem.unavailable(
                "The database behind the vault cannot be used right now, so the request was refused. Send it again later.",
                RETRY_AFTER);
    }

    private static Optional<Problem> of(Throwable cause) {
        return sqlState(cause)
                .map(state -> answered(state, cause))
                .orElseGet(() -> isUnreachable(cause) ? Optional.of(unavailable(cause)) : Optional.empty());
    }

    private static Optional<String> sqlState(Throwable cause) {
        return switch (cause) {
            case PgException answered -> Optional.of(Objects.requireNonNullElse(answered.getSqlState(), ""));
            // Hibernate Reactive makes one of a PgException, which it then drops.
            case SQLException answered -> Optional.of(Objects.requireNonNullElse(answered.getSQLState(), ""));
            default -> Optional.empty();
        };
    }

    private static boolean isUnreachable(Throwable cause) {
        return switch (cause) {
            // The pool reports a connection that broke as a VertxException, a wait that took too long as a bare
            // "Timeout".
            // The same type tells of a caller that hung up.
            case HttpClosedException caller -> false;
            // A server that answers is there; its SQLSTATE says the rest.
            case DatabaseException answered -> false;
            case VertxException broken -> true;
            case SocketException broken -> true;
            case ClosedChannelException broken -> true;
            case UnknownHostException unknown -> true;
            case TimeoutException late -> true;
            // What the operating system says of a write to a connection that broke has no type of its own.
            case IOException broken -> broken.getClass() == IOException.class && !BodyProblem.isBrokenRead(broken);
            // A statement on a connection that has just been closed has no type of its own either.
            default ->
                "Timeout".equals(cause.getMessage())
                        || Objects.requireNonNullElse(cause.getMessage(), "")
                                .startsWith("Connection is not active now");
        };
    }

    /** By SQLSTATE (PostgreSQL, appendix A). */
    private static Optional<Problem> answered(String state, Throwable answered) {
        return switch (state) {
            // unique_violation, foreign_key_violation, serialization_failure, deadlock_detected
            case "23505", "23503", "40001", "40P01" ->
                Optional.of(
                        Problem.conflict(
                                "Nothing was changed: somebody else changed the same thing at the same moment. Send the request again."));
            // character_not_in_repertoire, untranslatable_character: the only one that JSON can carry and PostgreSQL
            // cannot
            case "22021", "22P05" ->
                Optional.of(Problem.of(
                        ProblemType.MALFORMED_BODY, "Nothing was changed. Text must not hold the character U+0000."));
            // query_canceled, lock_not_available, read_only_sql_transaction (a standby), invalid_catalog_name
            case "57014", "55P03", "25006", "3D000" -> Optional.of(unavailable(answered));
            // 28: a refused login
            default ->
                isGoingDown(state) || state.startsWith("28") ? Optional.of(unavailable(answered)) : Optional.empty();
        };
    }

    /** Classes: connection, insufficient resources, operator intervention, system error. */
    private static boolean isGoingDown(String state) {
        return state.startsWith("08") || state.startsWith("53") || state.startsWith("57P") || state.startsWith("58");
    }

    private static Problem unavailable(Throwable cause) {
        LOG.warnf("The database cannot be used cause=%s", cause);
        return unavailable();
    }
}
