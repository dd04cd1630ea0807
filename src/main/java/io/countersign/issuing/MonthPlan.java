package io.countersign.issuing;

import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which months of issue records have to be made, and which go. Months are those of UTC.
 *
 * @param make in their order
 * @param drop in their order; none of those that are needed
 */
record MonthPlan(List<YearMonth> make, List<YearMonth> drop) {

    /**
     * Needed is every month from that of the oldest record to be written up to the one after now, so that a new month
     * begins with its partition. A month goes when its last hour has been kept for long enough.
     *
     * @param there the months that there are
     * @param oldest the moment of the oldest record that waits to be written, now where none does
     * @param now by the database's clock
     * @param kept how long records are kept at least
     */
    static MonthPlan of(Set<YearMonth> there, Instant oldest, Instant now, Duration kept) {
        YearMonth last = monthOf(now).plusMonths(1);
        List<YearMonth> needed = Stream.iterate(
                        monthOf(oldest), month -> !month.isAfter(last), month -> month.plusMonths(1))
                .toList();
        return new MonthPlan(
                needed.stream().filter(month -> !there.contains(month)).toList(),
                there.stream()
                        .filter(month -> !needed.contains(month))
                        .filter(month -> !endOf(month).isAfter(now.minus(kept)))
                        .sorted()
                        .toList());
    }

    private static YearMonth monthOf(Instant moment) {
        return YearMonth.from(moment.atOffset(ZoneOffset.UTC));
    }

    private static Instant endOf(YearMonth month) {
        return month.plusMonths(1).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
