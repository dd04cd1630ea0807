package io.countersign;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@link SqlAccess} to the database of the application under test. */
public final class TestingSql {
    private static final SqlAccess APPLICATION = on(TestDatabase::connect);

    private TestingSql() {}

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
