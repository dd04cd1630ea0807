package io.countersign.monitoring;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What replicas told in one drill, sample by sample, as a test for {@code promtool test rules}: with the series that
 * the rules name, and the alerts that have to fire in it, which are all that may.
 */
public final class Recording {
    /** How a scrape that failed, or did not bring it any more, ends a series in Prometheus. */
    private static final String STALE = "stale";

    private static final String NONE = "_";

    private final String drill;
    private final Duration every;
    private final Map<String, List<String>> series = new TreeMap<>();
    private int rounds;

    /**
     * @param drill its name
     * @param every the time between two scrapes
     */
    public Recording(String drill, Duration every) {
        this.drill = drill;
        this.every = every;
    }

    /** Takes what one scrape of all replicas brought: values by series, these with their labels. */
    public void add(Map<String, Double> samples) {
        samples.forEach((name, value) -> series.computeIfAbsent(
                        name, added -> new ArrayList<>(Collections.nCopies(rounds, NONE)))
                .add(text(value)));
        series.forEach((name, values) -> {
            if (!samples.containsKey(name)) {
                String last = values.getLast();
                values.add(last.equals(STALE) || last.equals(NONE) ? NONE : STALE);
            }
        });
        rounds++;
    }

    /** Whether so many scrapes are in it. */
    public int rounds() {
        return rounds;
    }

    /** The test. Its rules are in {@code rules.yaml} beside it. */
    public String toPromtool(Set<String> alerts) {
        StringBuilder yaml =
                new StringBuilder("""
                # Recorded in a drill, see CONTRIBUTING.md.
                rule_files: [rules.yaml]
                evaluation_interval: %1$ds
                tests:
                  - name: %2$s
                    interval: %1$ds
                    promql_expr_test:
                      - expr: group by (alertname) (max_over_time(ALERTS{alertstate="firing"}[1d]))
                        eval_time: %3$ds
                        exp_samples:
                """.formatted(every.toSeconds(), drill, every.toSeconds() * (rounds - 1)));
        alerts.stream()
                .sorted()
                .forEach(alert ->
                        yaml.append("          - {labels: '{alertname=\"%s\"}', value: 1}%n".formatted(alert)));
        yaml.append("    input_series:\n");
        series.forEach((name, values) -> yaml.append(
                "      - series: '%s'%n        values: '%s'%n".formatted(name.replace("'", "''"), runs(values))));
        return yaml.toString();
    }

    /** Values in a row that are the same become one with their number. */
    private static String runs(List<String> values) {
        List<String> runs = new ArrayList<>();
        for (int from = 0; from < values.size(); ) {
            String value = values.get(from);
            int to = from;
            while (to < values.size() && values.get(to).equals(value)) {
                to++;
            }
            int count = to - from;
            // Of a value "x2" are three, of a gap two.
            int times = value.equals(NONE) ? count : count - 1;
            runs.add(count == 1 || value.equals(STALE) ? value : value + "x" + times);
            from = to;
        }
        return String.join(" ", runs);
    }

    private static String text(double value) {
        return Double.isFinite(value)
                ? new BigDecimal(value, new MathContext(8)).stripTrailingZeros().toPlainString()
                : Double.isNaN(value) ? "NaN" : value > 0 ? "Inf" : "-Inf";
    }
}
