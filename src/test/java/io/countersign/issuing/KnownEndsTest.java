package io.countersign.issuing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The database's clock steps between two readings. */
class KnownEndsTest {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final KnownEnds ends = new KnownEnds();

    private double left(long askedNanos, long generation, double secondsLeft) {
        Issuable read = ends.heed(TestingReadings.active(askedNanos, generation, secondsLeft))
                .issuable();
        return read == null ? Double.NaN : read.secondsLeft(askedNanos);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE - 30_000_000_000L})
    @DisplayName("A step back makes no token last longer than it was known to")
    void aStepBackProlongsNothing(long begin) {
        left(begin, 1, 900);

        assertThat(left(begin + MINUTE, 1, 900 - 60 + 3600)).isEqualTo(840);
        assertThat(left(begin + 2 * MINUTE, 1, 900 - 120 + 3600)).isEqualTo(780);
    }

    @Test
    void anEarlierEndIsBelieved() {
        left(0, 1, 900);

        assertThat(left(MINUTE, 1, 500)).isEqualTo(500);
        assertThat(left(2 * MINUTE, 1, 780)).isEqualTo(440);
    }

    @Test
    void aTokenThatARenewalKeepsHasTheEndThatWasKnown() {
        left(0, 1, 900);

        Issuable read =
                ends.heed(TestingReadings.kept(MINUTE, 2, 900 - 60 + 3600)).issuable();

        assertThat(read).isNotNull().returns(840.0, issuable -> issuable.secondsLeft(MINUTE));
    }

    @Test
    void otherTokensHaveAnotherEnd() {
        left(0, 1, 900);

        assertThat(left(MINUTE, 2, 28_800)).isEqualTo(28_800);
        assertThat(left(MINUTE, 1, 4000)).as("an answer that came late").isEqualTo(840);
    }
}
