package io.countersign.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.simulator.Fault;
import io.countersign.simulator.FaultEffect;
import io.countersign.simulator.FaultTarget;
import io.countersign.simulator.RotationMode;
import io.countersign.simulator.TokenCall;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** DocuSign, or the way there, answers badly. */
class UpstreamFaults {
    private static final Duration OLD = Duration.ofSeconds(500);

    private static Installation vault;
    private static Api api;
    private SeededConnection connection;

    @BeforeAll
    static void start() {
        vault = Installation.usual();
        api = vault.service();
    }

    @BeforeEach
    void begin() {
        vault.mended();
        connection = vault.seeds().connection(OLD);
    }

    @AfterEach
    void checkInvariants() {
        invariants().noTokenWasSpentTwiceAtOnce().logsHoldNoSecrets().everyVerdictIsInTheTrail();
    }

    @ParameterizedTest(name = "after {0} bytes")
    @ValueSource(ints = {0, 1, 60, 300})
    @DisplayName("Row 7: the connection is reset after the request, in strict rotation")
    void aResetLosesTheResponse(int bytes) {
        // Given
        vault.toDocuSign(0).cutAnswers(1, bytes);

        // When
        Answer first = api.token(vault.replica(0), connection, Api.NEW);

        // Then
        assertThat(first.status()).isEqualTo(503);
        Answer refused = api.tokenAtLast(vault.replica(1), connection, Api.NEW, 409);
        assertThat(refused.member("reason").asText()).isEqualTo("lost_response");
        assertThat(invariants().lost()).contains(connection.tenant());
        assertThat(calls()).hasSize(2);
    }

    @Test
    @DisplayName("Row 7: the connection is reset after the request, where the old token works on for a while")
    void aGraceRecoversAfterAReset() {
        // Given
        vault.docusign().change(settings -> settings.withRotation(new RotationMode.Grace(Duration.ofMinutes(2))));
        vault.toDocuSign(0).cutAnswers(1, 0);

        // When
        Answer first = api.token(vault.replica(0), connection, Api.NEW);

        // Then
        assertThat(first.status()).isEqualTo(503);
        api.tokenAtLast(vault.replica(1), connection, Api.NEW, 200);
        assertThat(invariants().lost()).doesNotContain(connection.tenant());
    }

    @Test
    @DisplayName("Row 7: an unreachable DocuSign loses nothing, and the old token is issued meanwhile")
    void nothingIsLostWhileDocuSignCannotBeReached() {
        // Given
        vault.toDocuSign(0).cut();

        // When
        Answer renewed = api.token(vault.replica(0), connection, Api.NEW);
        Answer old = api.token(vault.replica(0), connection);
        vault.toDocuSign(0).heal();

        // Then
        assertThat(renewed.status()).isEqualTo(503);
        assertThat(old.accessToken()).isEqualTo(connection.accessToken());
        api.tokenAtLast(vault.replica(0), connection, Api.NEW, 200);
        assertThat(calls()).hasSize(1);
    }

    @Test
    @DisplayName("A slow and sliced answer is an answer")
    void slicesAndLatencyChangeNothing() {
        // Given
        vault.toDocuSign(0).weather(Weather.FINE.withSlice(97).withLatency(Duration.ofMillis(5)));

        // When
        Answer renewed = api.tokenAtLast(vault.replica(0), connection, Api.NEW, 200);

        // Then
        assertThat(renewed.accessToken()).isNotEqualTo(connection.accessToken());
        assertThat(calls()).hasSize(1);
    }

    static Stream<Fault> badAnswers() {
        return Stream.of(
                Fault.of(FaultTarget.TOKEN_REFRESH, new FaultEffect.HalfBody()),
                Fault.of(FaultTarget.TOKEN_REFRESH, new FaultEffect.BadJson()),
                Fault.withoutRefreshToken(FaultTarget.TOKEN_REFRESH),
                Fault.expiresInZero(FaultTarget.TOKEN_REFRESH),
                Fault.expiresInString(FaultTarget.TOKEN_REFRESH),
                Fault.hugeBody(FaultTarget.TOKEN_REFRESH));
    }

    @ParameterizedTest
    @MethodSource("badAnswers")
    @DisplayName("Row 8: an answer of the wrong form ends in a working connection where the old token still works")
    void aBadAnswerIsAskedForAgain(Fault fault) {
        // Given
        vault.docusign().change(settings -> settings.withRotation(new RotationMode.Alive()));
        vault.docusign().faults().once(fault);

        // When
        api.token(vault.replica(0), connection, Api.NEW);

        // Then
        Answer renewed = api.tokenAtLast(vault.replica(1), connection, Api.NEW, 200);
        assertThat(renewed.accessToken()).isNotEqualTo(connection.accessToken());
        assertThat(vault.docusign().isRefreshTokenUsable(vault.seeds().storedRefreshToken(connection)))
                .isTrue();
        assertThat(calls()).hasSizeLessThanOrEqualTo(2);
    }

    private Invariants invariants() {
        return Invariants.of(vault, connection);
    }

    private List<TokenCall> calls() {
        return invariants().calls();
    }
}
