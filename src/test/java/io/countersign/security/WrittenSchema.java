package io.countersign.security;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What PostgreSQL itself tells of the vault's tables. */
final class WrittenSchema {
    /** Of those that others are parts of, the whole. */
    private static final String COLUMNS = """
            SELECT t.relname, a.attname, format_type(a.atttypid, NULL), NOT a.attnotnull,
                   coalesce(word.all_of_them, ''),
                   EXISTS (SELECT FROM pg_index i WHERE i.indrelid = t.oid AND i.indisunique AND i.indnatts = 1
                             AND i.indkey[0] = a.attnum)
            FROM pg_class t
            JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
            LEFT JOIN LATERAL (
              SELECT string_agg(DISTINCT found[1], ',') AS all_of_them
              FROM pg_constraint k, regexp_matches(pg_get_constraintdef(k.oid), '''([a-z_]+)''::text', 'g') AS found
              WHERE k.conrelid = t.oid AND k.contype = 'c'
                AND pg_get_constraintdef(k.oid) LIKE 'CHECK ((' || a.attname || ' = ANY (%') AS word ON true
            WHERE t.relnamespace = 'public'::regnamespace AND t.relkind IN ('r', 'p') AND NOT t.relispartition
              AND t.relname NOT LIKE 'kept\\_%'
            ORDER BY t.relname, a.attnum
            """;

    private static final String CHECKS = """
            SELECT k.conrelid::regclass::text, string_agg(a.attname, ',')
            FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)
            WHERE k.contype = 'c' AND cardinality(k.conkey) > 1
            GROUP BY k.oid, k.conrelid
            """;

    private WrittenSchema() {}

    /** Every column of every table, by their names. */
    static List<WrittenColumn> columns(Connection connection) throws SQLException {
        List<List<String>> found = rows(connection, COLUMNS);
        Map<String, Set<String>> ties = ties(connection);
        Map<String, Set<String>> beside = new TreeMap<>();
        found.forEach(row ->
                beside.computeIfAbsent(row.get(0), any -> new TreeSet<>()).add(row.get(1)));
        return found.stream()
                .map(row -> new WrittenColumn(
                        row.get(0),
                        row.get(1),
                        row.get(2),
                        row.get(3).equals("t"),
                        row.get(4).isEmpty()
                                ? List.of()
                                : Arrays.asList(row.get(4).split(",")),
                        row.get(5).equals("t"),
                        ties.getOrDefault(row.get(0) + "." + row.get(1), Set.of(row.get(1))),
                        beside.get(row.get(0))))
                .toList();
    }

    /** By column, all that it is held against by a CHECK, and what those are held against. */
    private static Map<String, Set<String>> ties(Connection connection) throws SQLException {
        Map<String, Set<String>> ties = new HashMap<>();
        for (List<String> check : rows(connection, CHECKS)) {
            Set<String> together = new TreeSet<>(Arrays.asList(check.get(1).split(",")));
            Set<String> all = new TreeSet<>(together);
            together.forEach(name -> all.addAll(ties.getOrDefault(check.get(0) + "." + name, Set.of())));
            all.forEach(name -> ties.put(check.get(0) + "." + name, all));
        }
        return ties;
    }

    /** The names of a table's columns, but those that PostgreSQL computes itself. */
    static List<String> writable(Connection connection, String table) throws SQLException {
        return rows(
                        connection,
                        "SELECT attname, attgenerated FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped"
                                + " AND attrelid = '" + table + "'::regclass ORDER BY attnum")
                .stream()
                .filter(row -> row.get(1).isEmpty())
                .map(List::getFirst)
                .toList();
    }

    private static List<List<String>> rows(Connection connection, String sql) throws SQLException {
        List<List<String>> all = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    row.add(rows.getString(i));
                }
                all.add(row);
            }
        }
        return all;
    }
}
