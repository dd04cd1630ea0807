package io.countersign.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChartTest {
    private static final Instant NOW = Instant.parse("2026-11-21T09:05:00Z");

    @Test
    void theHighestFillsThePictureAndOneIsNotNone() {
        Chart chart = chart(1000, 0, 500, 1);

        assertThat(chart.columns()).extracting(Chart.Column::height).containsExactly(60L, 0L, 30L, 2L);
        assertThat(chart.columns()).extracting(Chart.Column::y).containsExactly(0L, 60L, 30L, 58L);
        assertThat(chart.columns()).extracting(Chart.Column::x).containsExactly(1, 11, 21, 31);
        assertThat(chart.width()).isEqualTo(40);
        assertThat(chart.counted()).hasSize(3);
    }

    @Test
    void whatIsSeenIsSaid() {
        assertThat(chart(0, 0).summary()).isEqualTo("None.");
        assertThat(chart(0, 7).summary()).isEqualTo("7, all on day 1.");
        assertThat(chart(2, 3, 3).summary()).isEqualTo("8 altogether, most on day 1: 3.");
        assertThat(chart(0, 0).counted()).isEmpty();
    }

    @Test
    void nextDaysHoldWhateverEndsWithinThirtyDays() {
        Course days = Course.ofNextDays(NOW);
        Instant last = Instant.parse("2026-12-21T00:00:00Z");

        List<Chart.Span> spans = days.of(Map.of(days.from(), 1L, last, 2L), Moments::day);

        assertThat(spans).hasSize(31);
        assertThat(spans.getFirst()).isEqualTo(new Chart.Span("21 Nov", 1));
        assertThat(spans.getLast()).isEqualTo(new Chart.Span("21 Dec", 2));
    }

    @Test
    void lastHoursEndWithThisOne() {
        List<Chart.Span> spans = Course.ofLastHours(NOW).of(Map.of(), Moments::hour);

        assertThat(spans).hasSize(24).extracting(Chart.Span::number).containsOnly(0L);
        assertThat(spans.getFirst().label()).isEqualTo("10:00 UTC");
        assertThat(spans.getLast().label()).isEqualTo("09:00 UTC");
    }

    private static Chart chart(long... numbers) {
        return Chart.of(
                "x",
                "on",
                Mood.PLAIN,
                IntStream.range(0, numbers.length)
                        .mapToObj(i -> new Chart.Span("day " + i, numbers[i]))
                        .toList());
    }
}
