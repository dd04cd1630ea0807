package io.countersign.refresh.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DueTimesTest {

    @ParameterizedTest
    @CsvSource({
        // Of eight hours: ten minutes before the end, and up to a tenth of the life.
        "PT8H, PT0S, 0,   PT10M",
        "PT8H, PT0S, 0.5, PT34M",
        "PT8H, PT0S, 1,   PT58M",
        // An outage that is to be ridden out comes on top.
        "PT8H, PT2H, 0,   PT2H10M",
        "PT8H, PT2H, 1,   PT2H58M",
        // Never before half of the life.
        "PT8H, PT4H, 0,   PT4H",
        "PT8H, PT12H, 1,  PT4H",
        "PT8H, PT3H45M, 1, PT4H",
        "PT1H, PT0S, 1,   PT16M",
        "PT20M, PT0S, 1,  PT10M",
        "PT6M, PT0S, 0,   PT3M",
        "PT0S, PT0S, 1,   PT0S",
    })
    void usedTokensAreReplacedBeforeTheyExpire(Duration life, Duration horizon, double chance, Duration before) {
        assertThat(DueTimes.beforeExpiry(life, horizon, chance)).isEqualTo(before);
    }
}
