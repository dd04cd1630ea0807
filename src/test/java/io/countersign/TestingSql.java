package io.countersign;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** {@link SqlAccess} to the database of the application under test. */
public final class TestingSql {
    private static final SqlAccess APPLICATION = new KeptConnections();

    private TestingSql() {}

    /**
     * Keeps connections for the next statement: whoever waits for something asks a hundred times a second, and a new
     * connection each time takes more of the processor than what is waited for. The one that was used last is the next,
     * so that one thread has the same one all the time.
     */
    private static final class KeptConnections extends SqlAccess {
        private final Deque<Connection> kept = new ConcurrentLinkedDeque<>();

        @Override
        protected Connection connect() throws SQLException {
            String database = TestDatabase.current();
            for (Connection last = kept.poll(); last != null; last = kept.poll()) {
                if (database.equals(last.getCatalog()) && !last.isClosed()) {
                    return last;
                }
                last.close();
            }
            Connection connection = TestDatabase.connect(database);
            // Tables change here, and plans that were kept would not fit.
            connection.unwrap(PGConnection.class).setPrepareThreshold(0);
            return connection;
        }

        @Override
        protected void giveBack(Connection connection) {
            kept.push(connection);
        }
    }

    /** Where connections come from. */
    public interface Source {
        /** A new one. */
        Connection connect() throws SQLException;
    }

    /** To another database. */
    public static SqlAccess on(Source source) {
        return new SqlAccess() {
            @Override
            protected Connection connect() throws SQLException {
                return source.connect();
            }
        };
    }

    /** Does several things on one connection. */
    public static void with(SqlAccess.Work work) {
        APPLICATION.with(work);
    }

    /** Runs a statement that changes rows and answers how many. */
    public static int run(String sql, Object... parameters) {
        return APPLICATION.run(sql, parameters);
    }

    /** Runs one as if the tables had neither triggers nor foreign keys: for what no application could have stored. */
    public static int runPastTriggers(String sql, Object... parameters) {
        return APPLICATION.runPastTriggers(sql, parameters);
    }

    /** What a query finds, in its order. */
    public static <T> List<T> rows(SqlAccess.Rows<T> rows, String sql, Object... parameters) {
        return APPLICATION.rows(rows, sql, parameters);
    }

    /** The first column of the first row that a query finds, which has to find one. */
    public static <T> T value(Class<T> type, String sql, Object... parameters) {
        return APPLICATION.value(type, sql, parameters);
    }

    /** The whole number, of whatever type, that a query finds. */
    public static long number(String sql, Object... parameters) {
        return APPLICATION.number(sql, parameters);
    }

    /** The first column of the first row as text; null where it is null or there is no row. */
    public static @Nullable String text(String sql, Object... parameters) {
        return APPLICATION.text(sql, parameters);
    }
}
