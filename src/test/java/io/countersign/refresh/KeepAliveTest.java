package io.countersign.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeepAliveTest {
    private static final Duration LIFE = Duration.ofDays(30);

    @ParameterizedTest
    @CsvSource({
        // A renewal at half of the life, up to a day earlier.
        "P30D, 0,   P15D",
        "P30D, 0.5, P14DT12H",
        "P30D, 1,   P14D",
        "P20D, 0,   P5D",
        // It brought no new refresh token: half of what is left, down to a day.
        "P15D, 0,   P7DT12H",
        "P7DT12H, 1, P3DT18H",
        "P15DT1S, 0, P1D",
        "PT36H, 0,  P1D",
        "PT0S, 1,   P1D",
        "-P3D, 1,   P1D",
    })
    void withExtendedARenewalComesAtHalfLife(Duration left, double chance, Duration delay) {
        assertThat(KeepAlive.delay(left, LIFE, true, chance)).isEqualTo(delay);
    }

    @ParameterizedTest
    @CsvSource({
        // Nothing prolongs it: one call a minute after the end.
        "P30D, P30DT1M",
        "P1D,  P1DT1M",
        "PT0S, PT1M",
        // DocuSign took it although its time was over.
        "-PT1S, P1D",
        "-P3D, P1D",
    })
    void withoutExtendedTheVerdictIsFetchedAfterTheEnd(Duration left, Duration delay) {
        assertThat(KeepAlive.delay(left, LIFE, false, 0)).isEqualTo(delay);
        assertThat(KeepAlive.delay(left, LIFE, false, 1)).isEqualTo(delay);
    }
}
