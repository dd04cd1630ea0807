package io.countersign.security;

import io.countersign.TestingSql;
import java.sql.Statement;
import java.util.List;

/** Copies of tables, to be put back after somebody wrote to them, past triggers and references. */
final class KeptTables {
    private final List<String> tables;

    /** Copies them as they are now. */
    KeptTables(List<String> tables) {
        this.tables = List.copyOf(tables);
        TestingSql.with(connection -> {
            try (Statement statement = connection.createStatement()) {
                for (String table : tables) {
                    statement.execute("DROP TABLE IF EXISTS kept_" + table);
                    statement.execute("CREATE TABLE kept_" + table + " AS TABLE " + table);
                }
            }
        });
    }

    /** Puts the rows back as they were. */
    void restore() {
        TestingSql.with(connection -> {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET LOCAL session_replication_role = replica");
                for (String table : tables) {
                    statement.execute("DELETE FROM " + table);
                    statement.execute("INSERT INTO %1$s (%2$s) OVERRIDING SYSTEM VALUE SELECT %2$s FROM kept_%1$s"
                            .formatted(table, columnsOf(table)));
                }
            }
            connection.commit();
        });
    }

    /** All but those that PostgreSQL computes itself. */
    private static String columnsOf(String table) {
        return String.join(
                ", ",
                TestingSql.rows(
                        row -> row.getString(1),
                        "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public'"
                                + " AND table_name = ? AND is_generated = 'NEVER'",
                        table));
    }

    /** Takes one table's kept rows back into it beside those that are there now, where there are none of their keys. */
    static void bring(String table) {
        TestingSql.run("INSERT INTO %1$s SELECT * FROM kept_%1$s ON CONFLICT DO NOTHING".formatted(table));
    }
}
