package io.countersign.security;

import static java.util.stream.Collectors.joining;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** All tables of the vault's, for who writes to them past triggers and references, and copies of them as they were. */
final class WrittenTables {
    /**
     * Puts all rows of a table anew, with what was written in them: a row that PostgreSQL lets nobody write that into
     * stays as it is. Answers how many were changed. Whatever else goes wrong is a mistake of the test's.
     */
    private static final String PUT = """
            CREATE FUNCTION pg_temp.put(name text, columns text, written text, changes text) RETURNS bigint
            LANGUAGE plpgsql AS $$
            DECLARE
              one record;
              changed bigint := 0;
              put text := format('INSERT INTO %I (%s) OVERRIDING SYSTEM VALUE SELECT ', name, columns);
              of_now text := format(' FROM pg_temp.%I t', 'now_' || name);
            BEGIN
              EXECUTE format('DELETE FROM pg_temp.%I; INSERT INTO pg_temp.%1$I TABLE %I; DELETE FROM %2$I',
                             'now_' || name, name);
              BEGIN
                EXECUTE put || written || of_now;
                EXECUTE 'SELECT count(*)' || of_now || ' WHERE ' || changes INTO changed;
                RETURN changed;
              EXCEPTION WHEN integrity_constraint_violation OR data_exception THEN NULL;
              END;
              FOR one IN EXECUTE 'SELECT t.ctid AS place, ' || changes || ' AS changes' || of_now LOOP
                BEGIN
                  IF one.changes THEN
                    EXECUTE put || written || of_now || ' WHERE t.ctid = $1' USING one.place;
                    changed := changed + 1;
                    CONTINUE;
                  END IF;
                EXCEPTION WHEN integrity_constraint_violation OR data_exception THEN NULL;
                END;
                EXECUTE put || columns || of_now || ' WHERE t.ctid = $1' USING one.place;
              END LOOP;
              RETURN changed;
            END $$
            """;

    private final Connection connection;
    private final List<WrittenColumn> columns;
    private final Map<String, List<String>> writable = new TreeMap<>();
    private final Map<String, String> types = new TreeMap<>();

    /**
     * Copies all of them, on a connection that is nobody else's.
     *
     * @param whoAsks a pattern of what stands in the rows of those who ask
     */
    WrittenTables(Connection connection, String whoAsks) throws SQLException {
        this.connection = connection;
        execute("SET session_replication_role = replica");
        execute(PUT);
        columns = WrittenSchema.columns(connection);
        for (WrittenColumn column : columns) {
            types.put(column.toString(), column.type());
            if (!writable.containsKey(column.table())) {
                writable.put(column.table(), WrittenSchema.writable(connection, column.table()));
            }
        }
        for (String table : writable.keySet()) {
            execute("CREATE TEMPORARY TABLE as_it_was_%1$s AS SELECT t.*, to_jsonb(t)::text ~ '%2$s' AS of_who_asks"
                            .formatted(table, whoAsks)
                    + " FROM %s t".formatted(table));
            execute("CREATE TEMPORARY TABLE now_%1$s AS TABLE %1$s WITH NO DATA".formatted(table));
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Every column of every table, by their names. */
    List<WrittenColumn> columns() {
        return columns;
    }

    /** Every table, by its name. */
    Set<String> names() {
        return writable.keySet();
    }

    /** Whether PostgreSQL let that be written, into any row. */
    boolean write(ColumnWrite write) throws SQLException {
        String table = write.column().table();
        List<String> all = writable.get(table);
        if (!all.containsAll(write.values().keySet())) {
            return false;
        }
        String written = all.stream()
                .map(name -> write.values().containsKey(name) ? cast(write, name) : "t." + name)
                .collect(joining(", "));
        String changes = "t.%s IS DISTINCT FROM %s"
                .formatted(write.column().name(), cast(write, write.column().name()));
        try (PreparedStatement put = connection.prepareStatement("SELECT pg_temp.put(?, ?, ?, ?)")) {
            put.setString(1, table);
            put.setString(2, String.join(", ", all));
            put.setString(3, written);
            put.setString(4, changes);
            try (ResultSet changed = put.executeQuery()) {
                return changed.next() && changed.getLong(1) > 0;
            }
        } catch (SQLException refused) {
            // A row that could not be written found its place taken by one that was.
            if ("23505".equals(refused.getSQLState())) {
                return false;
            }
            throw refused;
        }
    }

    private String cast(ColumnWrite write, String name) {
        return "(%s)::%s"
                .formatted(write.values().get(name), types.get(write.column().table() + "." + name));
    }

    /** Puts these tables' rows back as they were. */
    void restore(Collection<String> tables) throws SQLException {
        execute(tables.stream()
                .distinct()
                .map(table -> "DELETE FROM %1$s; INSERT INTO %1$s (%2$s) OVERRIDING SYSTEM VALUE SELECT %2$s FROM"
                                .formatted(table, String.join(", ", writable.get(table)))
                        + " as_it_was_" + table)
                .collect(joining(";\n", "BEGIN;\n", ";\nCOMMIT")));
    }

    /** What is asked, while nobody can read any of these tables, or write to it. */
    boolean whileLocked(Collection<String> tables, Question question) throws SQLException {
        execute("BEGIN; LOCK TABLE " + String.join(", ", tables) + " IN ACCESS EXCLUSIVE MODE");
        try {
            return question.ask();
        } finally {
            execute("COMMIT");
        }
    }

    /** Something that somebody else is asked. */
    interface Question {
        boolean ask();
    }
}
