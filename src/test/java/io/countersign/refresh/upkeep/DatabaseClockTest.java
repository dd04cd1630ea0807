package io.countersign.refresh.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.refresh.upkeep.DatabaseClock.Reading;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseClockTest {
    private static final Instant EPOCH = Instant.parse("2026-11-28T00:00:00Z");

    /** Beside the monotonic clock's overflow. */
    private static final long BEGIN = Long.MAX_VALUE - Duration.ofSeconds(5).toNanos();

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final DatabaseClock clock = new DatabaseClock(registry);

    private static Reading reading(double asked, double heard, double said) {
        return new Reading(
                BEGIN + (long) (asked * 1e9), BEGIN + (long) (heard * 1e9), EPOCH.plusMillis((long) (said * 1000)));
    }

    private static double step(Reading earlier, Reading later) {
        return later.stepSince(earlier).toMillis() / 1000.0;
    }

    @ParameterizedTest
    @CsvSource({"40, 40", "-40, -40", "3, 3", "-3, -3", "600, 600"})
    void aStepIsSeen(double set, double seen) {
        assertThat(step(reading(0, 0, 0), reading(15, 15, 15 + set))).isEqualTo(seen);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, -0.5, 1.25, -1.25, 2.4, -2.4})
    @DisplayName("A slewed clock, of chrony's 8.3 % or less, is no step")
    void aSlewIsNone(double drift) {
        assertThat(step(reading(0, 0, 0), reading(15, 15, 15 + drift))).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0, 15", "10, 15", "0, 25", "10, 25"})
    @DisplayName("An answer that was ten seconds under way is no step, wherever the time went")
    void aSlowAnswerIsNone(double first, double second) {
        assertThat(step(reading(0, 10, first), reading(15, 25, second))).isZero();
    }

    @Test
    void aStepBeyondASlowAnswerIsSeenAsTheLeastThatItIs() {
        assertThat(step(reading(0, 0, 0), reading(15, 25, 65))).isEqualTo(40);
        assertThat(step(reading(0, 0, 0), reading(15, 25, -25))).isEqualTo(-40);
    }

    @Test
    void aLongSilenceHidesNoStep() {
        assertThat(step(reading(0, 0, 0), reading(3600, 3600, 3640))).isEqualTo(40);
    }

    @Test
    void aStepIsToldOnce() {
        clock.read(reading(0, 0, 0));
        clock.read(reading(15, 15, 55));
        clock.read(reading(30, 30, 70));

        assertThat(registry.counter("countersign.database.clock.steps", "direction", "forward")
                        .count())
                .isEqualTo(1);
        assertThat(clock.gauge().value()).isEqualTo(40);
        clock.read(reading(45, 45, 45));
        assertThat(registry.counter("countersign.database.clock.steps", "direction", "back")
                        .count())
                .isEqualTo(1);
        assertThat(clock.gauge().value()).isEqualTo(-40);
    }
}
