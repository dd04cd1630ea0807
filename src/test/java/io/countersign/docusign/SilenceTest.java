package io.countersign.docusign;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SilenceTest {
    private static long second(int seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }

    /** Calls of a second each, which end then. */
    private static Silence afterCallsAt(int... seconds) {
        Silence silence = Silence.NONE;
        for (int end : seconds) {
            silence = silence.with(second(end - 1), second(end));
        }
        return silence;
    }

    @Test
    void manyCallsInAMomentAreNoOutage() {
        assertThat(afterCallsAt(1, 1, 1, 1, 2, 3, 19).away()).isFalse();
    }

    @Test
    void twoCallsAreNoneHoweverFarApart() {
        assertThat(afterCallsAt(1, 3600).away()).isFalse();
    }

    @Test
    void threeCallsInTwentySecondsAreOne() {
        Silence silence = afterCallsAt(1, 11, 20);

        assertThat(silence.away()).isTrue();
        assertThat(silence.calls()).isEqualTo(3);
        assertThat(silence.lasted(second(30))).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void itGoesOnUntilNobodyHasAskedForLong() {
        Silence silence = afterCallsAt(1, 11, 21, 31);

        assertThat(silence.away()).isTrue();
        assertThat(silence.isOver(false, second(210))).isFalse();
        assertThat(silence.isOver(false, second(211))).isTrue();
        assertThat(silence.isOver(true, second(630))).isFalse();
        assertThat(silence.isOver(true, second(631))).isTrue();
    }

    @Test
    void whatWasNeverToldHasNoEnd() {
        assertThat(afterCallsAt(1, 2).isOver(true, second(6000))).isFalse();
    }
}
