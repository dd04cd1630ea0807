package io.countersign.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BarTest {
    @Test
    void partsFillTheWholeWithoutAGap() {
        Bar bar = Bar.of(List.of(part(1), part(0), part(1), part(1)));

        assertThat(bar.segments()).extracting(Bar.Segment::x).containsExactly(0L, 333L, 333L, 666L);
        assertThat(bar.segments()).extracting(Bar.Segment::width).containsExactly(333L, 0L, 333L, 334L);
    }

    @Test
    void nothingHasNoWidth() {
        assertThat(Bar.of(List.of(part(0), part(0))).segments())
                .extracting(Bar.Segment::width)
                .containsOnly(0L);
    }

    @Test
    void aLifeRunsOut() {
        Instant now = Instant.parse("2026-11-21T09:00:00Z");
        Duration usual = Duration.ofDays(30);

        assertThat(Life.of("x", now.plus(Duration.ofDays(15)), usual, now).left())
                .isEqualTo(50);
        assertThat(Life.of("x", now.plus(Duration.ofDays(90)), usual, now).left())
                .isEqualTo(100);
        assertThat(Life.of("x", now.plus(Duration.ofDays(3)), usual, now).mood())
                .isEqualTo(Mood.CAUTION);
        Life over = Life.of("x", now.minus(Duration.ofDays(3)), usual, now);
        assertThat(over.left()).isZero();
        assertThat(over.mood()).isEqualTo(Mood.BAD);
        assertThat(over.text()).startsWith("ended ");
    }

    private static Bar.Part part(long number) {
        return new Bar.Part("x", number, Mood.PLAIN, "/console");
    }
}
