package io.countersign.console;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A time that is looked at span by span.
 *
 * @param from the beginning of the first span
 * @param each how long a span is
 * @param spans how many
 */
record Course(Instant from, Duration each, int spans) {
    private static final int DAYS = 31;
    private static final int HOURS = 24;

    /** Today and the 30 days after it, in UTC: whatever ends within 30 days ends in one of them. */
    static Course ofNextDays(Instant now) {
        return new Course(now.truncatedTo(ChronoUnit.DAYS), Duration.ofDays(1), DAYS);
    }

    /** This hour and the 23 before it. */
    static Course ofLastHours(Instant now) {
        return new Course(
                now.truncatedTo(ChronoUnit.HOURS).minus(HOURS - 1L, ChronoUnit.HOURS), Duration.ofHours(1), HOURS);
    }

    /** The numbers in their order, and none where none is there. */
    List<Chart.Span> of(Map<Instant, Long> numbers, Function<Instant, String> label) {
        return IntStream.range(0, spans)
                .mapToObj(i -> from.plus(each.multipliedBy(i)))
                .map(begin -> new Chart.Span(label.apply(begin), numbers.getOrDefault(begin, 0L)))
                .toList();
    }
}
