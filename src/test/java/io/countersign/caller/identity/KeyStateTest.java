package io.countersign.caller.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When an issuer is asked for its keys. */
class KeyStateTest {

    /** Ages in seconds; without one there is no set, or nobody ever asked. */
    @ParameterizedTest
    @CsvSource({
        // age, found, asked ago, failed, flying, step
        ", false, , false, false, ASK",
        ", false, 1, false, true, ASK",
        ", false, 4, true, false, GIVE_UP",
        ", false, 5, true, false, ASK",
        "599, true, 599, false, false, USE",
        "600, true, 600, false, false, USE_AND_ASK",
        "600, true, 1, false, true, USE",
        "600, true, 59, true, false, USE",
        "600, true, 60, true, false, USE_AND_ASK",
        "899, true, 899, false, false, USE_AND_ASK",
        "900, true, 900, false, false, ASK_OR_USE",
        "900, true, 59, false, false, USE",
        "900, true, 1, false, true, ASK_OR_USE",
        "900, true, 60, true, false, USE_AND_ASK",
        "900, true, 1, true, true, USE",
        "3599, true, 60, true, false, USE_AND_ASK",
        "3600, true, 4, true, false, GIVE_UP",
        "3600, true, 5, true, false, ASK",
        "3600, true, 3600, false, false, ASK",
        "10, false, 59, false, false, REFUSE",
        "10, false, 60, false, false, ASK",
        "10, false, 2, false, true, ASK",
        "700, false, 59, false, false, REFUSE",
        "700, false, 4, true, false, GIVE_UP",
        "700, false, 5, true, false, GIVE_UP",
        "700, false, 59, true, false, GIVE_UP",
        "700, false, 60, true, false, ASK"
    })
    void decides(Integer age, boolean found, Integer asked, boolean failed, boolean flying, KeyState.Step step)
            throws JoseException {
        long now = Duration.ofDays(1).toNanos();
        KeyState state = new KeyState(
                age == null ? null : TestingJwt.parsed(TestingJwt.ecKey("one")),
                age == null ? 0 : now - Duration.ofSeconds(age).toNanos(),
                asked != null,
                asked == null ? 0 : now - Duration.ofSeconds(asked).toNanos(),
                failed,
                flying);

        assertThat(state.step(found, now)).isEqualTo(step);
    }

    @Test
    void goesFromQuestionToAnswer() throws JoseException {
        KeySet keys = TestingJwt.parsed(TestingJwt.ecKey("one"));

        KeyState failed = KeyState.NOTHING.asking(5).unanswered(6);
        assertThat(failed).isEqualTo(new KeyState(null, 0, true, 6, true, false));
        KeyState asking = failed.asking(7);
        assertThat(asking).isEqualTo(new KeyState(null, 0, true, 7, true, true));
        assertThat(asking.answered(keys, 9)).isEqualTo(new KeyState(keys, 9, true, 7, false, false));
        assertThat(asking.answered(keys, 9).asking(11).unanswered(13))
                .isEqualTo(new KeyState(keys, 9, true, 13, true, false));
    }
}
