package io.countersign.database;

import io.vertx.core.VertxException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.DatabaseException;
import java.io.IOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/** Recognises failures that are the database's, however deeply Hibernate or the pool has wrapped them. */
public final class DatabaseFailure {
    /** read_only_sql_transaction and query_canceled (PostgreSQL, appendix A). */
    private static final String READ_ONLY = "25006";

    private static final String CANCELLED = "57014";

    /** disk_full. */
    private static final String DISK_FULL = "53100";

    private static final Set<String> ENDS_THE_SESSION = Set.of("FATAL", "PANIC");
    private static final List<String> OF_THE_WHOLE = List.of("08", "28", "3D", "53", "57P", "58");

    /** The pool's word, which has no type of its own. */
    private static final String POOL_CLOSED = "Pool closed";

    private DatabaseFailure() {}

    /**
     * Whether it tells that the database cannot be used by anybody: no connection, none free, no answer, or one from a
     * server that is going down, has no room, or does not let this service in. False for whatever a working server says
     * of a statement.
     */
    public static boolean isOutage(Throwable failure) {
        return Causes.of(failure)
                .anyMatch(cause -> isUnreachable(cause)
                        || endsTheSession(cause)
                        || sqlState(cause).map(DatabaseFailure::isOfTheWhole).orElse(false));
    }

    /**
     * PostgreSQL's code for what it said, if this is what it said; causes are not looked at. Empty text where it gave
     * none.
     */
    public static Optional<String> sqlState(Throwable cause) {
        return switch (cause) {
            case PgException answered -> Optional.of(Objects.requireNonNullElse(answered.getSqlState(), ""));
            // Hibernate Reactive makes one of a PgException, which it then drops.
            case SQLException answered -> Optional.of(Objects.requireNonNullElse(answered.getSQLState(), ""));
            default -> Optional.empty();
        };
    }

    /** Whether the pool is closed for good, since the process ends: of the database that tells nothing. */
    public static boolean isOfTheEnd(Throwable failure) {
        return Causes.of(failure).anyMatch(cause -> POOL_CLOSED.equals(cause.getMessage()));
    }

    /** Whether there is no connection, none free, or no answer on it; causes are not looked at. */
    public static boolean isUnreachable(Throwable cause) {
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
            case IOException broken -> broken.getClass() == IOException.class && broken.getCause() == null;
            // A statement on a connection that has just been closed has no type of its own either.
            default ->
                "Timeout".equals(cause.getMessage())
                        || Objects.requireNonNullElse(cause.getMessage(), "")
                                .startsWith("Connection is not active now");
        };
    }

    /** PostgreSQL let nobody in, or threw somebody out; it says so in its own language, and some have another word. */
    private static boolean endsTheSession(Throwable cause) {
        return cause instanceof PgException said && ENDS_THE_SESSION.contains(String.valueOf(said.getSeverity()));
    }

    /**
     * By SQLSTATE (PostgreSQL, appendix A). Classes: connection, refused login, insufficient resources, operator
     * intervention, system error; and a database that is not there.
     */
    private static boolean isOfTheWhole(String state) {
        return OF_THE_WHOLE.stream().anyMatch(state::startsWith);
    }

    /**
     * Whether it may be the fault of one statement among several that were sent as one. Not what tells of the database
     * as a whole: a cut, no room, a standby, a time that ran out. Then all of them wait for the next try.
     */
    public static boolean mayBeOfOnePart(Throwable failure) {
        return failure instanceof PgException said
                && !isOutage(said)
                && !READ_ONLY.equals(said.getSqlState())
                && !CANCELLED.equals(said.getSqlState());
    }

    /**
     * The same of a statement that writes several tables: a table may stand on a volume of its own, which is full where
     * those of the others have room.
     */
    public static boolean mayBeOfOneTable(Throwable failure) {
        return mayBeOfOnePart(failure) || (failure instanceof PgException said && DISK_FULL.equals(said.getSqlState()));
    }
}
