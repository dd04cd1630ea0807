package io.countersign.simulator;

import static io.countersign.simulator.TestingApplication.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.TestingWait;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each fault seen from the caller's side and from the oracle's. */
@Timeout(20)
class FaultTest {
    private static final FaultTarget REFRESH = FaultTarget.TOKEN_REFRESH;

    /** A delay in which this test gets done what it does meanwhile, on a slow machine too. */
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(2);

    @AutoClose
    private final DocuSignSimulator simulator = DocuSignSimulator.start(0);

    @AutoClose
    private final TestingApplication application = new TestingApplication(simulator);

    private final String token = simulator
            .grant(DemoCast.CLIENT_ID, DemoCast.ada().sub(), Set.of("signature", "extended"))
            .refreshToken();

    @Test
    void answersCanBeReplacedWithoutProcessing() {
        simulator.faults().once(Fault.userThrottled(REFRESH, Duration.ofSeconds(30)));
        simulator.faults().once(Fault.serverError(REFRESH));
        simulator.faults().once(Fault.unauthorized(REFRESH));
        simulator.faults().once(Fault.bareInvalidGrant(REFRESH));
        simulator.faults().once(Fault.unauthorizedClient(REFRESH));

        HttpResponse<String> throttled = application.refresh(token);
        assertThat(throttled.statusCode()).isEqualTo(429);
        assertThat(throttled.headers().firstValue("Retry-After")).hasValue("30");
        assertThat(json(throttled).path("error").textValue()).isEqualTo("principal_throttled");
        HttpResponse<String> broken = application.refresh(token);
        assertThat(broken.statusCode()).isEqualTo(503);
        assertThat(json(broken).path("reference_id").textValue()).hasSize(36);
        assertThat(application.refresh(token).statusCode()).isEqualTo(401);
        assertThat(application.refresh(token).body()).isEqualTo("{\"error\":\"invalid_grant\"}");
        assertThat(application.refresh(token).body()).contains("unauthorized_client");
        assertThat(simulator.oracle().awaitQuiet(Duration.ofSeconds(10))).isTrue();
        assertThat(simulator.oracle().countsByOutcome()).containsOnly(Map.entry("not_processed", 5L));
        assertThat(application.refresh(token).statusCode()).isEqualTo(200);
    }

    @Test
    void lastingFaultsLastUntilClearedAndStrikeOnlyTheirTarget() {
        simulator.faults().always(Fault.serverError(REFRESH));

        assertThat(application.refresh(token).statusCode()).isEqualTo(503);
        assertThat(application.refresh(token).statusCode()).isEqualTo(503);
        assertThat(application.exchange("x").statusCode()).isEqualTo(400);
        simulator.faults().clear();
        assertThat(application.refresh(token).statusCode()).isEqualTo(200);
    }

    @Test
    void aHeldCallIsSeenAndProcessedOnlyWhenItIsReleased() {
        CompletableFuture<HttpResponse<String>> answer;
        try (HeldCall held = simulator.faults().hold(REFRESH)) {
            assertThat(held.hasArrived()).isFalse();
            answer = CompletableFuture.supplyAsync(() -> application.refresh(token), Thread::startVirtualThread);
            TestingWait.until("the call is held", held::hasArrived);
            assertThat(application.exchange("x").statusCode()).isEqualTo(400);
            assertThat(simulator.oracle().countsByOutcome()).containsEntry("pending", 1L);
            assertThat(answer).isNotDone();
        }

        assertThat(answer.join().statusCode()).isEqualTo(200);
    }

    @Test
    void clearingLetsHeldCallsGoOn() {
        simulator.faults().hold(REFRESH);
        simulator.faults().clear();

        assertThat(application.refresh(token).statusCode()).isEqualTo(200);
    }

    @Test
    void aDropBeforeProcessingLosesNothing() {
        simulator.faults().once(Fault.droppedBefore(REFRESH));

        assertThatThrownBy(() -> application.refresh(token)).isInstanceOf(UncheckedIOException.class);

        assertThat(settled().outcome()).isEqualTo("not_processed");
        assertThat(settled().delivery()).isEqualTo(Delivery.NOT_SENT);
        assertThat(simulator.isRefreshTokenUsable(OracleLog.idOf(token))).isTrue();
    }

    @Test
    void aDropAfterProcessingLosesTheNewToken() {
        simulator.faults().once(Fault.droppedAfter(REFRESH));

        assertThatThrownBy(() -> application.refresh(token)).isInstanceOf(UncheckedIOException.class);

        assertThat(settled().isIssued()).isTrue();
        assertThat(settled().lostRefreshToken()).isTrue();
        assertThat(settled().presentedRefreshToken()).isEqualTo(OracleLog.idOf(token));
        assertThat(simulator.isRefreshTokenUsable(OracleLog.idOf(token))).isFalse();
        assertThat(simulator.isRefreshTokenUsable(settled().issuedRefreshToken()))
                .isTrue();
    }

    @Test
    void halfABodyAndBadJsonLoseTheNewToken() {
        simulator.faults().once(Fault.halfBody(REFRESH));
        assertThatThrownBy(() -> application.refresh(token)).isInstanceOf(UncheckedIOException.class);
        assertThat(settled().lostRefreshToken()).isTrue();

        simulator.faults().once(Fault.badJson(FaultTarget.TOKEN));
        HttpResponse<String> answer = application.exchange(application.code());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThatThrownBy(() -> json(answer)).isInstanceOf(IllegalArgumentException.class);
        assertThat(settled().lostRefreshToken()).isTrue();
    }

    @Test
    void fieldsCanBeMissingOrWrong() {
        simulator.faults().once(Fault.expiresInZero(REFRESH));
        JsonNode zero = json(application.refresh(token));
        assertThat(zero.path("expires_in").isInt()).isTrue();
        assertThat(zero.path("expires_in").intValue()).isZero();
        assertThat(settled().delivery()).isEqualTo(Delivery.ALTERED);

        simulator.faults().once(Fault.expiresInString(REFRESH));
        JsonNode text = json(application.refresh(zero.path("refresh_token").textValue()));
        assertThat(text.path("expires_in").textValue()).isEqualTo("28800");

        simulator.faults().once(Fault.withoutRefreshToken(REFRESH));
        JsonNode without = json(application.refresh(text.path("refresh_token").textValue()));
        assertThat(without.has("access_token")).isTrue();
        assertThat(without.has("refresh_token")).isFalse();
        assertThat(settled().lostRefreshToken()).isTrue();
    }

    @Test
    void anAnswerCanBeHuge() {
        simulator.faults().once(Fault.hugeBody(REFRESH));

        HttpResponse<String> answer = application.refresh(token);

        assertThat(answer.body()).hasSizeGreaterThan(1024 * 1024);
        assertThat(json(answer).has("refresh_token")).isTrue();
    }

    @Test
    void aLateAnswerIsCommittedBeforeItIsSent() {
        simulator.faults().once(Fault.delayAfter(REFRESH, LONG_ENOUGH));

        CompletableFuture<HttpResponse<String>> answer =
                CompletableFuture.supplyAsync(() -> application.refresh(token), Thread::startVirtualThread);
        TestingWait.until("the tokens are issued", () -> simulator.oracle().count() == 1 && last().isIssued());

        assertThat(answer).isNotDone();
        assertThat(last().delivery()).isEqualTo(Delivery.PENDING);
        assertThat(last().answeredAt()).isNull();
        assertThat(answer.join().statusCode()).isEqualTo(200);
        assertThat(settled().delivery()).isEqualTo(Delivery.DELIVERED);
    }

    @Test
    void aLateStartCountsAsConcurrent() {
        simulator.faults().once(Fault.delayBefore(REFRESH, LONG_ENOUGH));

        CompletableFuture<Integer> late = CompletableFuture.supplyAsync(
                () -> application.refresh(token).statusCode(), Thread::startVirtualThread);
        TestingWait.until("the call is recorded", () -> simulator.oracle().count() == 1);

        assertThat(application.refresh(token).statusCode()).isEqualTo(200);
        assertThat(late.join()).isEqualTo(400);
        assertThat(simulator.oracle().maxConcurrent()).isEqualTo(2);
        assertThat(simulator.oracle().maxConcurrentPerRefreshToken()).isEqualTo(2);
        assertThat(simulator.oracle().countsByGrant()).containsEntry("refresh_token", 2L);
    }

    @Test
    void aCallerThatRetriesAfterAnAnswerIsNotConcurrentWithItself() {
        simulator.faults().next(50, Fault.serverError(REFRESH));

        for (int i = 0; i < 50; i++) {
            application.refresh(token);
        }

        assertThat(simulator.oracle().count("refresh_token")).isEqualTo(50);
        assertThat(simulator.oracle().maxConcurrentPerRefreshToken()).isEqualTo(1);
    }

    private TokenCall settled() {
        assertThat(simulator.oracle().awaitQuiet(Duration.ofSeconds(10))).isTrue();
        return last();
    }

    private TokenCall last() {
        return simulator.oracle().calls().getLast();
    }
}
