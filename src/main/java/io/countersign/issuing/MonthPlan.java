package io.countersign.issuing;

import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which months of issue records have to be made, and which go. Months are those of UTC.
 *
 * @param make in their order
 * @param drop in their order; none of those that are needed
 */
record MonthPlan(List<YearMonth> make, List<YearMonth> drop) {
    private static final Pattern PARTITION = Pattern.compile("issue_record_(\\d{4})_(0[1-9]|1[0-2])");

    /** The month of the partition of that name; empty of others, which are an operator's own, and left alone. */
    static Optional<YearMonth> ofPartition(String name) {
        Matcher matcher = PARTITION.matcher(name);
        return matcher.matches()
                ? Optional.of(YearMonth.of(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }

    /**
     * Needed is every month from that of the oldest record to be written up to the one after now, so that a new month
     * begins with its partition. A month goes when its last hour has been kept for long enough, by both clocks: what is
     * dropped does not come back, and one clock may be wrong.
     *
     * @param there the months that there are
     * @param oldest the moment of the oldest record that waits to be written, now where none does
     * @param now by the database's clock
     * @param here now by this replica's clock
     * @param kept how long records are kept at least
     */
    static MonthPlan of(Set<YearMonth> there, Instant oldest, Instant now, Instant here, Duration kept) {
        Instant keptSince = (here.isBefore(now) ? here : now).minus(kept);
        YearMonth last = monthOf(now).plusMonths(1);
        List<YearMonth> needed = Stream.iterate(
                        monthOf(oldest), month -> !month.isAfter(last), month -> month.plusMonths(1))
                .toList();
        return new MonthPlan(
                needed.stream().filter(month -> !there.contains(month)).toList(),
                there.stream()
                        .filter(month -> !needed.contains(month))
                        .filter(month -> !endOf(month).isAfter(keptSince))
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
