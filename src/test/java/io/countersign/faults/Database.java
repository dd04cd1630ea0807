package io.countersign.faults;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The replicas' database, past them and past every proxy. */
final class Database {
    private final String name;
    private PostgresServer server;

    Database(PostgresServer server, String name) {
        this.server = server;
        this.name = name;
    }

    /** Maps a row. */
    interface Rows<T> {
        T map(ResultSet row) throws SQLException;
    }

    /** Does several things on one connection. */
    interface Work {
        void on(Connection connection) throws SQLException;
    }

    String name() {
        return name;
    }

    PostgresServer server() {
        return server;
    }

    /** The same database on another server. */
    void moveTo(PostgresServer other) {
        server = other;
    }

    void with(Work work) {
        try (Connection connection = server.connect(name)) {
            work.on(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs a statement that changes rows and answers how many. */
    int change(String sql, Object... values) {
        try (Connection connection = server.connect(name);
                PreparedStatement statement = prepared(connection, sql, values)) {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    <T> List<T> rows(Rows<T> rows, String sql, Object... values) {
        try (Connection connection = server.connect(name);
                PreparedStatement statement = prepared(connection, sql, values);
                ResultSet found = statement.executeQuery()) {
            List<T> all = new ArrayList<>();
            while (found.next()) {
                all.add(rows.map(found));
            }
            return all;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** The number that a query answers. */
    long number(String sql, Object... values) {
        return rows(row -> row.getLong(1), sql, values).getFirst();
    }

    /** The text that a query answers; the text {@code null} where it is null. */
    String text(String sql, Object... values) {
        return rows(row -> String.valueOf(row.getString(1)), sql, values).getFirst();
    }

    private static PreparedStatement prepared(Connection connection, String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }
}
