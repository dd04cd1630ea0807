package io.countersign.monitoring;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds the metrics in expressions of PromQL: what is left of the names once texts, selectors, ranges, lists of labels,
 * functions and words of the language are out.
 */
final class PromqlMetrics {
    private static final Pattern NOT_METRICS = Pattern.compile("""
            "[^"]*"|'[^']*'|\\{[^}]*}|\\[[^]]*]|#.*|\\$\\w+\
            |\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)""");

    /** A name that is no function, and no unit behind a number. */
    private static final Pattern NAME = Pattern.compile("(?<![\\w.:])[a-zA-Z_:][\\w:]*+(?!\\s*\\()");

    private static final Set<String> WORDS = Set.of(
            "and",
            "or",
            "unless",
            "offset",
            "bool",
            "by",
            "without",
            "on",
            "ignoring",
            "inf",
            "nan",
            "atan2",
            "group_left",
            "group_right");

    private PromqlMetrics() {}

    static Set<String> namedIn(String expression) {
        // Texts first: a selector's text may hold a brace.
        String bare = expression.replaceAll("\"[^\"]*\"|'[^']*'", "");
        return NAME.matcher(NOT_METRICS.matcher(bare).replaceAll(" "))
                .results()
                .map(MatchResult::group)
                .filter(name -> !WORDS.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
