package io.countersign.security;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A column of a table of the vault's, and what somebody may write there.
 *
 * @param type as PostgreSQL writes it
 * @param nullable whether it may be null
 * @param words which the table allows there, where it allows no others
 * @param unique whether no two rows have the same there
 * @param tied with its own name: the columns that some CHECK holds against it, and those held against these
 * @param beside all of the table's columns
 */
record WrittenColumn(
        String table,
        String name,
        String type,
        boolean nullable,
        List<String> words,
        boolean unique,
        Set<String> tied,
        Set<String> beside) {

    /** What says whom a connection belongs to, beside what is sealed. */
    private static final Set<String> OF_CONNECTIONS = Set.of("connection", "connection_token", "integration");

    private static final Set<String> NAMING = Set.of("text", "character varying", "uuid", "bytea", "text[]", "jsonb");

    /** What the vault itself gives a meaning to, and an attacker would write first. */
    private static final Map<String, List<String>> MEANT = Map.of(
            "caller_grant.tenant", List.of("'*'"),
            "caller_grant.connection", List.of("'*'"),
            "caller_grant.permissions", List.of("'{token:issue,connection:manage,caller:manage}'"));

    /** Whether it may name somebody: a number, a time or a flag names nobody. */
    boolean mayName() {
        return NAMING.contains(type);
    }

    /** What a renewal may go by that issuing does not. */
    boolean decidesWho() {
        return OF_CONNECTIONS.contains(table) && mayName();
    }

    /** All that somebody may write there, each by itself. */
    List<ColumnWrite> writes() {
        List<String> values = new ArrayList<>();
        values.add(unique ? next() : anothers(name));
        values.add(fresh());
        words.forEach(word -> values.add("'" + word + "'"));
        values.addAll(MEANT.getOrDefault(toString(), List.of()));
        if (nullable) {
            values.add("NULL");
        }
        List<ColumnWrite> writes = new ArrayList<>();
        values.forEach(value -> writes.add(new ColumnWrite(this, Map.of(name, value))));
        if (tied.size() > 1) {
            Map<String, String> anothers = new LinkedHashMap<>();
            tied.forEach(column -> anothers.put(column, anothers(column)));
            writes.add(new ColumnWrite(this, anothers));
        }
        return writes;
    }

    /**
     * What stands in another row, always the same one for a row: of the same app if there is one, whose users DocuSign
     * would let be exchanged, and of those who ask.
     */
    private String anothers(String column) {
        String nearest = beside.contains("integration") ? "(o.integration = t.integration) DESC, " : "";
        return "(SELECT o.%1$s FROM as_it_was_%2$s o WHERE o.%3$s IS DISTINCT FROM t.%3$s"
                        .formatted(column, table, name)
                + " ORDER BY %so.of_who_asks DESC, o.%s, o.ctid LIMIT 1)".formatted(nearest, name);
    }

    /** What stands in the row behind it, and in the last row what stands in the first: each goes to one other row. */
    private String next() {
        String any = "SELECT o.%s FROM as_it_was_%s o ".formatted(name, table);
        return "coalesce((%1$sWHERE o.%2$s > t.%2$s ORDER BY 1 LIMIT 1), (%1$sORDER BY 1 LIMIT 1))"
                .formatted(any, name);
    }

    /** What stands nowhere, and in no two rows. */
    private String fresh() {
        return switch (type) {
            case "text", "character varying" -> "'another-' || left(md5(t.ctid::text), 8)";
            case "uuid" -> "gen_random_uuid()";
            // Of the length of a MAC, where nothing stands.
            case "bytea" -> """
                CASE WHEN octet_length(t.%1$s) > 0
                  THEN set_byte(t.%1$s, octet_length(t.%1$s) - 1, get_byte(t.%1$s, octet_length(t.%1$s) - 1) # 1)
                  ELSE '\\x01' || sha256(t.ctid::text::bytea) END""".formatted(name);
            case "boolean" -> "t.%s IS NOT TRUE".formatted(name);
            case "smallint" -> "coalesce(t.%s, 0) + 1000".formatted(name);
            case "integer", "bigint" -> "coalesce(t.%s, 0) + 1000000".formatted(name);
            case "timestamp with time zone", "timestamp without time zone" -> "clock_timestamp() - interval '1 hour'";
            case "text[]" -> "CASE WHEN t.%1$s = '{}' THEN '{another}' ELSE '{}' END".formatted(name);
            case "timestamp with time zone[]" ->
                "CASE WHEN t.%1$s = '{}' THEN ARRAY[clock_timestamp()] ELSE '{}' END".formatted(name);
            case "integer[]" -> "(SELECT array_agg(n + 1000) FROM unnest(t.%s) n)".formatted(name);
            case "jsonb" -> "'[]'";
            case "xid8" -> "pg_current_xact_id()";
            default -> throw new AssertionError("Say here what somebody may write into a column of type " + type);
        };
    }

    @Override
    public String toString() {
        return table + "." + name;
    }
}
