package io.countersign.architecture;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A statement and which rows of tenant-owned tables it can reach. Reads as much of SQL as this code base writes: tables
 * with or without an alias, joins on the tenant, subqueries, common table expressions.
 *
 * @param text as it is sent
 */
record SqlStatement(String text) {
    private static final Set<String> TENANT_OWNED = Set.of(
            "connection",
            "connection_token",
            "pending_grant",
            "imported_token",
            "consent_link",
            "consent_attempt",
            "tenant_key",
            "issue_record",
            "refresh_handle");

    private static final Set<String> KEYWORDS = Set.of(
            "set", "where", "join", "left", "on", "using", "for", "order", "group", "union", "returning", "select");

    private static final String TABLE = "(?:only\\s+)?(\\w+)(?:\\s+(?:as\\s+)?(\\w+))?";
    private static final Pattern SOURCE =
            Pattern.compile("(?<!distinct )\\b(?:from|join|using|(?<!do )(?<!for )update)\\s+(" + TABLE + "(?:\\s*,\\s*"
                    + TABLE + ")*)");
    private static final Pattern ONE_TABLE = Pattern.compile(TABLE);
    private static final Pattern INSERT =
            Pattern.compile("\\binsert\\s+into\\s+(\\w+)(?:\\s+(?:as\\s+)?\\w+)?\\s*\\(\\s*(\\w+)");
    private static final Pattern COMMON = Pattern.compile("(?:\\bwith|,)\\s+(\\w+)\\s+as\\s+\\(");
    private static final Pattern BARE = Pattern.compile("(?<![.\\w])tenant\\s*=\\s*(?:\\$\\d|:\\w)");
    private static final Pattern BOUND = Pattern.compile("\\b(\\w+)\\.tenant\\s*=\\s*(?:\\$\\d|:\\w)");
    private static final Pattern JOINED = Pattern.compile("\\b(\\w+)\\.tenant\\s*=\\s*(\\w+)\\.tenant\\b");

    /** A table in a statement. @param alias empty where it has none */
    private record Use(String table, String alias) {}

    boolean touchesTenants() {
        return !uses().isEmpty()
                || !inserts().isEmpty()
                || commonTables().values().stream().anyMatch(SqlStatement::touchesTenants);
    }

    /** Whether every row that it can reach belongs to the tenant that a parameter names. */
    boolean staysWithinOneTenant() {
        long bare = uses().stream().filter(use -> use.alias().isEmpty()).count();
        return commonTables().values().stream().allMatch(SqlStatement::staysWithinOneTenant)
                && inserts().stream().allMatch(insert -> insert.group(2).equals("tenant"))
                && BARE.matcher(sql()).results().count() >= bare
                && bound().containsAll(uses().stream()
                        .map(Use::alias)
                        .filter(alias -> !alias.isEmpty())
                        .toList());
    }

    /**
     * The aliases that a parameter binds to its tenant, directly or through others. A common table expression is judged
     * on its own.
     */
    private Set<String> bound() {
        Set<String> common = commonTables().keySet();
        Set<String> bound = new HashSet<>(common);
        sources().stream().filter(use -> common.contains(use.table())).forEach(use -> bound.add(use.alias()));
        BOUND.matcher(sql()).results().forEach(match -> bound.add(match.group(1)));
        List<MatchResult> joined = JOINED.matcher(sql()).results().toList();
        boolean grew = true;
        while (grew) {
            grew = false;
            for (MatchResult join : joined) {
                if (bound.contains(join.group(1)) != bound.contains(join.group(2))) {
                    grew |= bound.addAll(List.of(join.group(1), join.group(2)));
                }
            }
        }
        return bound;
    }

    private Map<String, SqlStatement> commonTables() {
        Map<String, SqlStatement> tables = new HashMap<>();
        String all = normalized();
        COMMON.matcher(all)
                .results()
                .forEach(match -> tables.put(
                        match.group(1), new SqlStatement(all.substring(match.end(), closing(all, match.end())))));
        return tables;
    }

    /** Where the parenthesis closes that was opened before {@code start}. */
    private static int closing(String sql, int start) {
        int depth = 1;
        int at = start;
        while (depth > 0) {
            depth += sql.charAt(at) == '(' ? 1 : sql.charAt(at) == ')' ? -1 : 0;
            at++;
        }
        return at - 1;
    }

    private List<Use> uses() {
        return sources().stream()
                .filter(use -> TENANT_OWNED.contains(use.table()))
                .toList();
    }

    private List<Use> sources() {
        return SOURCE.matcher(sql())
                .results()
                .flatMap(source -> ONE_TABLE.matcher(source.group(1)).results())
                .map(table -> new Use(table.group(1), aliasOf(table.group(2))))
                .toList();
    }

    private List<MatchResult> inserts() {
        return INSERT.matcher(sql())
                .results()
                .filter(insert -> TENANT_OWNED.contains(insert.group(1)))
                .toList();
    }

    private static String aliasOf(@Nullable String word) {
        return word == null || KEYWORDS.contains(word) ? "" : word;
    }

    /** The statement itself, without its common table expressions. */
    private String sql() {
        String own = normalized();
        for (SqlStatement table : commonTables().values()) {
            own = own.replace(table.text(), "");
        }
        return own;
    }

    /** In lower case, with the row locks taken out: "for update of t" names no table. */
    private String normalized() {
        return text.toLowerCase(Locale.ROOT).replaceAll("\\s+", " ").replaceAll("for update( of [\\w, ]+)?", "");
    }
}
