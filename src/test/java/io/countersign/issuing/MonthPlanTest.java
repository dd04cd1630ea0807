package io.countersign.issuing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MonthPlanTest {
    private static List<YearMonth> months(String text) {
        return text == null
                ? List.of()
                : Arrays.stream(text.split(" ")).map(YearMonth::parse).toList();
    }

    private static Set<YearMonth> set(String text) {
        return months(text).stream().collect(Collectors.toSet());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // An empty database, the last moment of a year, its first one.
                "                | 2026-11-15T00:00:00Z | 2026-11-15T00:00:00Z | 2026-11 2026-12",
                "2026-12         | 2026-12-31T23:59:59Z | 2026-12-31T23:59:59Z | 2027-01",
                "2026-12 2027-01 | 2027-01-01T00:00:00Z | 2027-01-01T00:00:00Z | 2027-02",
                "2026-11 2026-12 | 2026-11-30T12:00:00Z | 2026-11-30T12:00:00Z |",
                // Written in the first second of a month: what was issued in the last one of the former.
                "2027-01 2027-02 | 2026-12-31T23:59:59Z | 2027-01-01T00:00:00Z | 2026-12",
                // The clock has stepped by years, either way.
                "2026-11 2026-12 | 2029-02-28T00:00:00Z | 2029-02-28T00:00:00Z | 2029-02 2029-03",
                "2026-11 2026-12 | 2024-02-29T00:00:00Z | 2024-02-29T00:00:00Z | 2024-02 2024-03",
            })
    void makesEveryMonthThatIsNeeded(String there, Instant oldest, Instant now, String made) {
        assertThat(MonthPlan.of(set(there), oldest, now, now, Duration.ofDays(90))
                        .make())
                .isEqualTo(months(made));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // August ends 90 days before 30 November.
                "2026-07 2026-08 2026-09 2026-11 2026-12 | 2026-11-30T00:00:00Z | P90D  | 2026-07 2026-08",
                "2026-07 2026-08 2026-09 2026-11 2026-12 | 2026-11-29T23:59:59Z | P90D  | 2026-07",
                // Whoever keeps nothing keeps the running month, and the one that is made ahead.
                "2026-10 2026-11 2026-12                 | 2026-11-29T00:00:00Z | PT0S  | 2026-10",
                // After a step back nothing is old that was not before.
                "2026-11 2026-12                         | 2020-01-01T00:00:00Z | PT24H |",
            })
    void dropsMonthsOfWhichAllIsOld(String there, Instant now, Duration kept, String dropped) {
        assertThat(MonthPlan.of(set(there), now, now, now, kept).drop()).isEqualTo(months(dropped));
    }

    /** What is dropped does not come back. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2031-11-29T00:00:00Z | 2026-11-29T00:00:00Z",
                "2026-11-29T00:00:00Z | 2031-11-29T00:00:00Z",
            })
    void dropsNothingByAClockThatIsAheadAlone(Instant now, Instant here) {
        MonthPlan plan = MonthPlan.of(set("2026-07 2026-08 2026-11 2026-12"), now, now, here, Duration.ofDays(90));
        assertThat(plan.drop()).containsExactly(YearMonth.of(2026, 7));
    }

    @ParameterizedTest
    @CsvSource({
        "issue_record_2026_11,2026-11",
        "issue_record_2026_13,",
        "issue_record_2026_11_archive,",
        "old_issue_record_2026_11,",
        "issue_record_2026_110,",
    })
    void knowsItsPartitionsAndNoOthers(String name, YearMonth month) {
        assertThat(MonthPlan.ofPartition(name)).isEqualTo(Optional.ofNullable(month));
    }

    @Test
    void dropsNoMonthThatIsNeeded() {
        Instant now = Instant.parse("2026-11-29T00:00:00Z");
        Instant old = Instant.parse("2026-03-01T00:00:00Z");
        MonthPlan plan = MonthPlan.of(set("2026-02 2026-03"), old, now, now, Duration.ofDays(90));
        assertThat(plan.make()).first().isEqualTo(YearMonth.of(2026, 4));
        assertThat(plan.make()).last().isEqualTo(YearMonth.of(2026, 12));
        assertThat(plan.drop()).containsExactly(YearMonth.of(2026, 2));
    }
}
