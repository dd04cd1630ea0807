package io.countersign.architecture;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a statement writes: reads as much of SQL as this code base writes.
 *
 * @param table its name, or an entity's, in lower case
 * @param columns those that an update sets; empty for rows that are inserted or deleted whole
 */
record SqlWrite(String table, Set<String> columns) {
    private static final Pattern WHOLE_ROWS = Pattern.compile("\\b(?:insert into|delete from|truncate) (\\w+)");
    private static final Pattern UPDATE =
            Pattern.compile("(?<!do )(?<!for )(?<!for no key )\\bupdate (\\w+)(?: (?:as )?\\w+)? set ");
    private static final Pattern CONFLICT = Pattern.compile("\\bdo update set ");
    private static final Pattern ASSIGNED = Pattern.compile("(?:^|, ?)(?:\\w+\\.)?(\\w+) = ");
    private static final Pattern END = Pattern.compile("\\b(?:from|where|returning) ");

    static List<SqlWrite> of(String statement) {
        String sql = statement.toLowerCase(Locale.ROOT).replaceAll("\\s+", " ").strip();
        return Stream.concat(
                        WHOLE_ROWS.matcher(sql).results().map(match -> new SqlWrite(match.group(1), Set.of())),
                        UPDATE.matcher(sql).results().map(match -> new SqlWrite(match.group(1), assigned(sql, match))))
                .toList();
    }

    /** Of the columns in parentheses, of functions, of a list that a subquery gives, nothing is an assignment. */
    private static Set<String> assigned(String sql, MatchResult update) {
        String top = topLevel(sql.substring(update.end()));
        Matcher end = END.matcher(top);
        String list = end.find() ? top.substring(0, end.start()) : top;
        Set<String> columns = new TreeSet<>();
        ASSIGNED.matcher(list).results().forEach(match -> columns.add(match.group(1)));
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
