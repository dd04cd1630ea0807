package io.countersign.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MomentsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T09:05:59Z");

    @ParameterizedTest
    @CsvSource({
        "PT0S, in less than a minute",
        "PT59S, in less than a minute",
        "PT60S, in 1 minute",
        "PT59M59S, in 59 minutes",
        "PT1H, in 1 hour",
        "PT47H59M, in 47 hours",
        "PT48H, in 2 days",
        "P30D, in 30 days",
        "PT-1S, just now",
        "PT-60S, 1 minute ago",
        "PT-3H, 3 hours ago",
        "P-365D, 365 days ago"
    })
    void tellsTheDistance(Duration distance, String words) {
        assertThat(Moments.distance(NOW.plus(distance), NOW)).isEqualTo(words);
    }

    @Test
    void tellsTheTimeInUtc() {
        assertThat(Moments.of(NOW.plus(Duration.ofDays(3)), NOW)).isEqualTo("24 Nov 2026, 09:05 UTC (in 3 days)");
    }
}
