package io.countersign;

import io.agroal.api.AgroalDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The application's database behind its back: ages what a test cannot wait for, and reads what no API shows. */
public final class TestingRows {
    private static final String[] TABLES = {
        "connection", "connection_token", "pending_grant", "consent_link", "consent_attempt", "audit_event"
    };

    private final AgroalDataSource database;

    /** On the application's own data source. */
    public TestingRows(AgroalDataSource database) {
        this.database = database;
    }

    /** Runs a statement that writes and answers how many rows it changed. */
    public int change(String sql, Object... values) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = prepare(connection, sql, values)) {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The one value that a query answers, as text; null where it is null or there is no row. */
    public String value(String sql, Object... values) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = prepare(connection, sql, values);
                ResultSet rows = statement.executeQuery()) {
            return rows.next() ? rows.getString(1) : null;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The whole number that a query answers. */
    public long number(String sql, Object... values) {
        return Long.parseLong(value(sql, values));
    }

    /** A fingerprint of everything that is stored about a tenant's connections. */
    public String everythingOf(String tenant) {
        StringBuilder all = new StringBuilder();
        for (String table : TABLES) {
            all.append(value(
                    "SELECT md5(coalesce(string_agg(r::text, '|' ORDER BY r::text), '')) FROM " + table
                            + " r WHERE tenant = ?",
                    tenant));
        }
        return all.toString();
    }

    private static PreparedStatement prepare(Connection connection, String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }
}
