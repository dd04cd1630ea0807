package io.countersign.refresh.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.refresh.FakePulse;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Ten turns a second: one every 100 ms, of which one may be taken in advance. */
class RateTest {
    private static final Duration WAIT = Duration.ofSeconds(8);

    private final FakePulse pulse = new FakePulse();
    private final Rate rate = new Rate(pulse, 10);

    private Duration delay() {
        Rate.Turn turn = rate.take("app", WAIT);
        assertThat(turn.taken()).isTrue();
        return turn.delay();
    }

    @Test
    void turnsStandInARow() {
        assertThat(delay()).isZero();
        assertThat(delay()).as("in advance").isZero();
        assertThat(delay()).isEqualTo(Duration.ofMillis(100));
        assertThat(delay()).isEqualTo(Duration.ofMillis(200));

        pulse.pass(Duration.ofMillis(150));

        assertThat(delay()).isEqualTo(Duration.ofMillis(150));
    }

    @Test
    void integrationsDoNotWaitForEachOther() {
        IntStream.range(0, 20).forEach(i -> rate.charge("other"));

        assertThat(delay()).isZero();
    }

    @Test
    void aTurnThatIsTooLateIsNotTaken() {
        IntStream.range(0, 50).forEach(i -> delay());

        assertThat(rate.take("app", Duration.ofMillis(4_899)))
                .isEqualTo(new Rate.Turn(false, Duration.ofMillis(4_900)));
        assertThat(rate.take("app", Duration.ofMillis(4_900))).isEqualTo(new Rate.Turn(true, Duration.ofMillis(4_900)));
    }

    @Test
    void whatWasNotUsedInTimeIsGone() {
        delay();
        pulse.pass(Duration.ofMinutes(1));

        assertThat(delay()).isZero();
        assertThat(delay()).isZero();
        assertThat(delay()).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void aTurnThatIsGivenBackIsFree() {
        IntStream.range(0, 3).forEach(i -> delay());
        assertThat(rate.untilFree("app")).isEqualTo(Duration.ofMillis(200));

        rate.giveBack("app");

        assertThat(rate.untilFree("app")).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void aSpareTurnIsOneThatNobodyTook() {
        delay();
        assertThat(rate.takeSpare("app")).isEqualTo(new Rate.Turn(false, Duration.ofMillis(100)));

        pulse.pass(Duration.ofMillis(100));

        assertThat(rate.takeSpare("app")).isEqualTo(new Rate.Turn(true, Duration.ZERO));
        assertThat(rate.takeSpare("app").taken()).as("never in advance").isFalse();
        assertThat(delay()).as("who waits has its own in advance as before").isZero();
    }

    @Test
    void neverMoreThanTheRateAndOneTenthOfASecond() {
        int begun = 0;
        for (int millis = 0; millis < 10_000; millis++) {
            begun += rate.take("app", Duration.ZERO).taken() ? 1 : 0;
            pulse.pass(Duration.ofMillis(1));
        }

        assertThat(begun).isBetween(100, 101);
    }

    @Test
    void forgetsWhoeverHasNotAskedForAWhile() {
        IntStream.range(0, 5_000).forEach(i -> {
            rate.take("app-" + i, WAIT);
            pulse.pass(Duration.ofMillis(1));
        });

        assertThat(rate.remembered()).isLessThanOrEqualTo(1_000);
    }
}
