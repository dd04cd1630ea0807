package io.countersign.notice;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an answer makes of a delivery. */
class AfterAttemptTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    private static NoticeAnswer answered(int status) {
        return new NoticeAnswer.Answered(status, null);
    }

    private static AfterAttempt first(NoticeAnswer answer) {
        return AfterAttempt.of(answer, 0, true, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204, 299})
    void successIsDelivered(int status) {
        assertThat(first(answered(status))).isEqualTo(new AfterAttempt.Delivered());
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 199, 300, 301, 302, 307, 400, 401, 404, 410, 429, 500, 503})
    void whateverElseIsTriedAgain(int status) {
        assertThat(first(answered(status))).isEqualTo(new AfterAttempt.Again(SOON, null));
    }

    @ParameterizedTest
    @EnumSource
    void whatWasNotReachedIsTriedAgain(Unreach why) {
        assertThat(first(new NoticeAnswer.Unreached(why))).isEqualTo(new AfterAttempt.Again(SOON, null));
    }

    @Test
    void attemptsGoOnForThreeDaysAndEnd() {
        // When
        List<Duration> pauses = new ArrayList<>();
        AfterAttempt after = first(answered(500));
        for (int failures = 1; after instanceof AfterAttempt.Again again; failures++) {
            pauses.add(again.pause());
            after = AfterAttempt.of(answered(500), failures, true, 0);
        }

        // Then
        assertThat(pauses)
                .containsExactly(
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(30),
                        Duration.ofHours(2),
                        Duration.ofHours(5),
                        Duration.ofHours(10),
                        Duration.ofHours(14),
                        Duration.ofHours(20),
                        Duration.ofHours(24));
        assertThat(after).isEqualTo(new AfterAttempt.Failed(null));
    }

    @Test
    void aPauseIsUpToATenthLonger() {
        assertThat(AfterAttempt.of(answered(500), 1, true, 0.5))
                .isEqualTo(new AfterAttempt.Again(Duration.ofSeconds(315), null));
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void aReceiverMayAskToBeLeftAlone(int status) {
        Duration minute = Duration.ofMinutes(1);
        assertThat(first(new NoticeAnswer.Answered(status, minute))).isEqualTo(new AfterAttempt.Again(minute, minute));
    }

    @Test
    void aShorterWishMakesNoAttemptSooner() {
        Duration second = Duration.ofSeconds(1);
        assertThat(first(new NoticeAnswer.Answered(429, second))).isEqualTo(new AfterAttempt.Again(SOON, second));
    }

    @Test
    void onlyThoseTwoStatusesMayAsk() {
        assertThat(first(new NoticeAnswer.Answered(500, Duration.ofHours(1))))
                .isEqualTo(new AfterAttempt.Again(SOON, null));
    }

    @Test
    void aTestIsSentOnce() {
        assertThat(AfterAttempt.of(answered(500), 0, false, 0)).isEqualTo(new AfterAttempt.Failed(null));
    }
}
