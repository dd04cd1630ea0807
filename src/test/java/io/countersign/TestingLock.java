package io.countersign;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** A transaction past the application that holds rows which requests then wait for. */
public final class TestingLock implements AutoCloseable {
    /** Whom this transaction keeps waiting, and whom those do: who comes second for a row waits for the first. */
    private static final String WAITING = """
            WITH RECURSIVE waiting (pid) AS (
              SELECT ?::integer
              UNION
              SELECT a.pid FROM pg_stat_activity a JOIN waiting w ON w.pid = ANY (pg_blocking_pids(a.pid)))
            """;

    private final Connection connection;
    private final int backend;

    private TestingLock(Connection connection) throws SQLException {
        this.connection = connection;
        try (PreparedStatement own = connection.prepareStatement("SELECT pg_backend_pid()");
                ResultSet row = own.executeQuery()) {
            row.next();
            this.backend = row.getInt(1);
        }
    }

    /** Begins a transaction with that locking query, which has to find a row. */
    public static TestingLock on(String query, Object... parameters) {
        try {
            Connection connection = TestDatabase.connect();
            connection.setAutoCommit(false);
            TestingLock lock = new TestingLock(connection);
            lock.also(query, parameters);
            return lock;
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    /** Locks more rows in the same transaction; fails where that is a deadlock. */
    public void also(String query, Object... parameters) {
        try (PreparedStatement statement = SqlAccess.prepared(connection, query, parameters);
                ResultSet rows = statement.executeQuery()) {
            if (!rows.next()) {
                throw new IllegalStateException("No row: " + query);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    /** Changes rows in the same transaction. */
    public void run(String sql, Object... parameters) {
        try (PreparedStatement statement = SqlAccess.prepared(connection, sql, parameters)) {
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Returns as soon as that many backends wait for this transaction. */
    public void awaitWaiting(int backends) {
        TestingWait.until(
                backends + " backends wait",
                () -> TestingSql.number(WAITING + "SELECT count(*) - 1 FROM waiting", backend) == backends);
    }

    /** Cancels the statements of all that wait for this transaction. */
    public void cancelWaiting() {
        TestingSql.number(
                WAITING + "SELECT count(pg_cancel_backend(pid)) FROM waiting WHERE pid <> ?", backend, backend);
    }

    /** Lets go of all rows and keeps what was changed. */
    public void commit() {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Lets go of all rows, which stay as they were. */
    @Override
    public void close() {
        try (connection) {
            connection.rollback();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
