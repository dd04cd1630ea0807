package io.countersign;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Statements on one database, past every application: the one way of the tests to age what they cannot wait for, and to
 * read what no API shows. Each call commits by itself.
 */
public abstract class SqlAccess {
    /** Maps a row. */
    public interface Rows<T> {
        /** The row as a value. */
        T map(ResultSet row) throws SQLException;
    }

    /** Does several things on one connection. */
    public interface Work {
        /** Does them; the connection is closed afterwards. */
        void on(Connection connection) throws SQLException;
    }

    /** A connection that nobody else has, committing by itself. */
    protected abstract Connection connect() throws SQLException;

    /** Takes back one that a statement was run on without a failure. */
    protected void giveBack(Connection connection) throws SQLException {
        connection.close();
    }

    /** What is asked on one connection. */
    private interface Question<T> {
        T ask(Connection connection) throws SQLException;
    }

    private <T> T answer(String sql, Question<T> question) {
        try {
            Connection connection = connect();
            T answer;
            try {
                answer = question.ask(connection);
            } catch (SQLException | RuntimeException | AssertionError failed) {
                connection.close();
                throw failed;
            }
            giveBack(connection);
            return answer;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Does several things on one connection. */
    public final void with(Work work) {
        try (Connection connection = connect()) {
            work.on(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs a statement that changes rows and answers how many. */
    public final int run(String sql, Object... parameters) {
        return answer(sql, connection -> {
            try (PreparedStatement statement = prepared(connection, sql, parameters)) {
                return statement.executeUpdate();
            }
        });
    }

    /** Runs one as if the tables had neither triggers nor foreign keys: for what no application could have stored. */
    public final int runPastTriggers(String sql, Object... parameters) {
        return answer(sql, connection -> {
            connection.createStatement().execute("SET session_replication_role = replica");
            try (PreparedStatement statement = prepared(connection, sql, parameters)) {
                return statement.executeUpdate();
            } finally {
                connection.createStatement().execute("RESET session_replication_role");
            }
        });
    }

    /** What a query finds, in its order. */
    public final <T> List<T> rows(Rows<T> rows, String sql, Object... parameters) {
        return answer(sql, connection -> {
            try (PreparedStatement statement = prepared(connection, sql, parameters);
                    ResultSet found = statement.executeQuery()) {
                List<T> all = new ArrayList<>();
                while (found.next()) {
                    all.add(rows.map(found));
                }
                return all;
            }
        });
    }

    /** The first column of the first row that a query finds, which has to find one. */
    public final <T> T value(Class<T> type, String sql, Object... parameters) {
        List<T> found = rows(row -> type.cast(row.getObject(1)), sql, parameters);
        if (found.isEmpty()) {
            throw new IllegalStateException("No row: " + sql);
        }
        return found.getFirst();
    }

    /** The whole number, of whatever type, that a query finds. */
    public final long number(String sql, Object... parameters) {
        return value(Number.class, sql, parameters).longValue();
    }

    /** The first column of the first row as text; null where it is null or there is no row. */
    public final @Nullable String text(String sql, Object... parameters) {
        List<@Nullable String> found = rows(row -> row.getString(1), sql, parameters);
        return found.isEmpty() ? null : found.getFirst();
    }

    /** The statement with its parameters, in their order. */
    static PreparedStatement prepared(Connection connection, String sql, Object... parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }
}
