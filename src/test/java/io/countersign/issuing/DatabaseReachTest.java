package io.countersign.issuing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.TestingWait;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DatabaseReachTest {
    private static final Duration PROBE_PAUSE = Duration.ofMillis(250);

    private final FakeIssuableSource source = new FakeIssuableSource(new TestingClock());
    private final DatabaseReach reach = new DatabaseReach(source::probe, Duration.ofMinutes(1));

    private String ask() {
        return reach.ask(() -> Uni.createFrom().item("answer")).await().indefinitely();
    }

    private void goesAway() {
        assertThatThrownBy(() -> reach.ask(() -> FakeIssuableSource.<String>away())
                        .await()
                        .indefinitely())
                .isNotNull();
    }

    @Test
    void endsAQuestionThatNobodyAnswers() {
        DatabaseReach impatient = new DatabaseReach(source::probe, Duration.ofMillis(50));

        assertThatThrownBy(() -> impatient
                        .ask(() -> Uni.createFrom().<String>nothing())
                        .await()
                        .indefinitely())
                .hasRootCauseInstanceOf(TimeoutException.class);
        source.thenProbesAnswer(Uni.createFrom().nothing());
        assertThat(impatient.isAway()).isTrue();
    }

    @Test
    void sendsOneProbeHoweverManyAsk() {
        // Given
        CompletableFuture<Void> probe = new CompletableFuture<>();
        source.thenProbesAnswer(Uni.createFrom().completionStage(probe));
        goesAway();

        // When
        IntStream.range(0, 1000).forEach(i -> assertThat(reach.isAway()).isTrue());

        // Then
        assertThat(source.probed()).isEqualTo(1);
    }

    @Test
    void asksAgainOnceAProbeWasAnswered() {
        goesAway();
        assertThat(ask()).isEqualTo("answer");
        assertThat(reach.isAway()).isFalse();
        assertThat(source.probed()).isEqualTo(1);
    }

    @Test
    void asksNothingWhileProbesFail() {
        // Given
        source.thenProbesAnswer(FakeIssuableSource.away());
        long began = System.nanoTime();
        goesAway();

        // Then: one probe, and one more for each pause that a slow machine takes over this.
        for (int i = 0; i < 50; i++) {
            assertThatThrownBy(this::ask).hasRootCauseMessage("Connection refused");
        }
        long pauses = (System.nanoTime() - began) / PROBE_PAUSE.toNanos();
        assertThat(source.probed()).isBetween(1, 1 + (int) pauses);
    }

    @Test
    void probesAgainAfterAPause() {
        // Given
        source.thenProbesAnswer(FakeIssuableSource.away());
        goesAway();
        assertThat(reach.isAway()).isTrue();

        // When
        source.thenProbesAnswer(Uni.createFrom().voidItem());

        // Then
        TestingWait.until("a probe is answered", () -> !reach.isAway());
        assertThat(source.probed()).isEqualTo(2);
    }

    @Test
    void takesARefusalForAnAnswer() {
        assertThatThrownBy(() -> reach.ask(
                                () -> Uni.createFrom().<String>failure(new IllegalStateException("wrong statement")))
                        .await()
                        .indefinitely())
                .isInstanceOf(IllegalStateException.class);
        assertThat(reach.isAway()).isFalse();
    }
}
