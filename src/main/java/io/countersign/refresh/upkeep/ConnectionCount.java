package io.countersign.refresh.upkeep;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How many connections of an integration are in a state.
 *
 * @param reason why they are, {@code none} where there is none
 */
record ConnectionCount(String integration, String state, String reason, long number) {
    /** No integration has this name. */
    static final String ALL_OTHERS = "*";

    /** So many integrations are told apart: tenants may bring their own, and each one is up to eight time series. */
    static final int NAMED = 100;

    /** The counts of the largest integrations, and of all the others in one. */
    static List<ConnectionCount> bounded(List<ConnectionCount> counts) {
        Map<String, Long> sizes = counts.stream()
                .collect(Collectors.groupingBy(
                        ConnectionCount::integration, Collectors.summingLong(ConnectionCount::number)));
        Set<String> named = sizes.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(NAMED)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        return counts.stream()
                .map(count -> named.contains(count.integration()) ? count : count.of(ALL_OTHERS))
                .collect(Collectors.groupingBy(
                        count -> new ConnectionCount(count.integration(), count.state(), count.reason(), 0),
                        Collectors.summingLong(ConnectionCount::number)))
                .entrySet()
                .stream()
                .map(sum -> sum.getKey().times(sum.getValue()))
                .toList();
    }

    private ConnectionCount of(String other) {
        return new ConnectionCount(other, state, reason, number);
    }

    private ConnectionCount times(long other) {
        return new ConnectionCount(integration, state, reason, other);
    }
}
