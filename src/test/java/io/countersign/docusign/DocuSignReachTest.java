package io.countersign.docusign;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestingLog;
import io.countersign.docusign.TokenAnswer.NoAnswer;
import io.countersign.docusign.TokenAnswer.NotSent;
import io.countersign.docusign.TokenAnswer.Refused;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DocuSignReachTest {
    private static final TokenAnswer UNAVAILABLE = new NoAnswer(NoAnswer.Reason.SERVER_ERROR, 503, null);
    private static final TokenAnswer REFUSED = new Refused(400, "invalid_grant", null, Meaning.RECONNECT, null);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final TestingLog log = new TestingLog(DocuSignReach.class);
    private long now;
    private final DocuSignReach reach =
            new DocuSignReach(() -> now, InstantSource.fixed(Instant.parse("2026-01-01T00:01:00.5Z")), registry);

    @AfterEach
    void listenNoMore() {
        log.close();
    }

    private void hear(TokenAnswer... answers) {
        Arrays.stream(answers)
                .forEach(
                        answer -> reach.watch(Environment.DEMO, Uni.createFrom().item(answer), Heard::of)
                                .await()
                                .indefinitely());
    }

    private void pass(int seconds) {
        now += Duration.ofSeconds(seconds).toNanos();
    }

    private double away(Environment environment) {
        return registry.get("countersign.docusign.away")
                .tag("environment", environment.wireName())
                .gauge()
                .value();
    }

    /** However many fail, and however long. */
    @Test
    void anOutageIsTwoLines() {
        hear(UNAVAILABLE, UNAVAILABLE, UNAVAILABLE);
        assertThat(away(Environment.DEMO)).isZero();
        for (int probe = 0; probe < 15; probe++) {
            pass(10);
            hear(UNAVAILABLE);
        }

        assertThat(away(Environment.DEMO)).isEqualTo(1);
        assertThat(away(Environment.PRODUCTION)).isZero();
        assertThat(log.lines())
                .singleElement()
                .asString()
                .startsWith("ERROR docusign_away environment=demo since=2026-01-01T00:00:40Z: ")
                .contains("docs/runbooks/docusign-down.md");

        hear(REFUSED, REFUSED);

        assertThat(away(Environment.DEMO)).isZero();
        assertThat(log.lines())
                .hasSize(2)
                .last()
                .asString()
                .startsWith("INFO docusign_back environment=demo seconds=150");
    }

    @Test
    void anAnswerInBetweenIsNone() {
        hear(UNAVAILABLE, UNAVAILABLE, REFUSED);
        pass(60);
        hear(UNAVAILABLE, UNAVAILABLE);

        assertThat(log.lines()).isEmpty();
    }

    /** Others have had the answers, and there is nothing left to ask for. */
    @Test
    void itEndsWhereNothingWaitsAnyMore() {
        hear(UNAVAILABLE, UNAVAILABLE);
        pass(25);
        hear(UNAVAILABLE);
        pass(179);
        reach.look(false);
        assertThat(away(Environment.DEMO)).isEqualTo(1);

        pass(1);
        reach.look(false);

        assertThat(away(Environment.DEMO)).isZero();
        assertThat(log.lines()).hasSize(2);
    }

    /** What waits is the other environment's, or waits for a new client secret. */
    @Test
    void itEndsWhereNothingIsAskedForLong() {
        hear(UNAVAILABLE, UNAVAILABLE);
        pass(25);
        hear(UNAVAILABLE);
        pass(599);
        reach.look(true);
        assertThat(away(Environment.DEMO)).isEqualTo(1);

        pass(1);
        reach.look(true);

        assertThat(away(Environment.DEMO)).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = NotSent.Reason.class,
            names = {"BUSY", "TOO_LATE"})
    void whatThisProcessKeptBackSaysNothing(NotSent.Reason reason) {
        assertThat(Heard.of(new NotSent(reason))).isEqualTo(Heard.NOTHING);
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid_grant, RECONNECT, ANSWER",
        "429, , RETRY, ANSWER",
        "400, temporarily_unavailable, RETRY, SILENCE",
        "401, odd, UNEXPECTED, ANSWER",
        "403, , UNEXPECTED, SILENCE",
        "400, , UNEXPECTED, SILENCE",
    })
    void aRefusalIsAnAnswerWhereItIsDocuSigns(int status, String error, Meaning meaning, Heard heard) {
        assertThat(Heard.of(new Refused(status, error, null, meaning, null))).isEqualTo(heard);
    }

    @Test
    void userinfoIsHeardToo() {
        assertThat(Heard.of(new UserInfoAnswer.Silent(UserInfoAnswer.Silent.Reason.THROTTLED, null)))
                .isEqualTo(Heard.ANSWER);
        assertThat(Heard.of(new UserInfoAnswer.Silent(UserInfoAnswer.Silent.Reason.SERVER_ERROR, null)))
                .isEqualTo(Heard.SILENCE);
    }
}
