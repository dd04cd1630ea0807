package io.countersign.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a statement writes: reads as much of SQL as this code base writes, and fails where that may not be all.
 *
 * @param table its name, or an entity's, in lower case
 * @param columns those that an insert gives or an update sets; empty for rows that are deleted
 */
record SqlWrite(String table, Set<String> columns) {
    private static final Pattern DELETE = Pattern.compile("\\bdelete from (\\w+)");
    private static final Pattern INSERT = Pattern.compile("\\binsert into (\\w+)(?: (?:as )?\\w+)? ?\\(([\\w, ]+)\\)");
    private static final Pattern UPDATE = Pattern.compile("\\bupdate (\\w+)(?: (?:as )?\\w+)? set ");
    private static final Pattern UPSERT = Pattern.compile("\\bdo update set ");
    private static final Pattern LOCK = Pattern.compile("\\bfor (?:no key )?update\\b");
    private static final Pattern ANY = Pattern.compile("\\b(?:insert|update|delete|merge|truncate)\\b(?! cascade\\b)");
    private static final Pattern ASSIGNED = Pattern.compile("(?:^|, ?)(?:\\w+\\.)?(\\w+)(?:\\[[^\\]]*])? ?= ?");
    private static final Pattern END = Pattern.compile("(?<!distinct )\\b(?:from|where|returning) ");

    static List<SqlWrite> of(String statement) {
        String sql = LOCK.matcher(statement
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("\\s+", " ")
                        .strip())
                .replaceAll("");
        List<SqlWrite> writes = Stream.of(
                        DELETE.matcher(sql).results().map(match -> new SqlWrite(match.group(1), Set.of())),
                        INSERT.matcher(sql).results().map(match -> inserted(sql, match)),
                        UPDATE.matcher(sql)
                                .results()
                                .map(match -> new SqlWrite(match.group(1), assigned(sql, match.end()))))
                .flatMap(found -> found)
                .toList();
        long upserts = UPSERT.matcher(sql).results().count();
        assertThat(ANY.matcher(sql).results().count() - upserts)
                .as("what is read of the writes in: %s", sql)
                .isEqualTo(writes.size());
        return writes;
    }

    /** An upsert sets columns of the table that it inserts into. */
    private static SqlWrite inserted(String sql, MatchResult insert) {
        Set<String> columns = new TreeSet<>(List.of(insert.group(2).strip().split(" ?, ?")));
        Matcher upsert = UPSERT.matcher(sql);
        if (upsert.find(insert.end())) {
            columns.addAll(assigned(sql, upsert.end()));
        }
        return new SqlWrite(insert.group(1), columns);
    }

    /** Of functions, of subqueries, nothing is an assignment. */
    private static Set<String> assigned(String sql, int start) {
        String top = topLevel(sql.substring(start));
        Matcher end = END.matcher(top);
        String list = end.find() ? top.substring(0, end.start()) : top;
        Set<String> columns = new TreeSet<>();
        ASSIGNED.matcher(list).results().forEach(match -> columns.add(match.group(1)));
        assertThat(columns).as("columns set by: %s", sql).isNotEmpty();
        return columns;
    }

    /** Without what stands in parentheses, up to the one that closes this statement. */
    private static String topLevel(String sql) {
        StringBuilder top = new StringBuilder();
        int depth = 0;
        for (int at = 0; at < sql.length() && depth >= 0; at++) {
            char here = sql.charAt(at);
            depth += here == '(' ? 1 : here == ')' ? -1 : 0;
            if (depth == 0 && here != ')') {
                top.append(here);
            }
        }
        return top.toString();
    }
}
