package io.countersign.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.TestingWait;
import io.smallrye.mutiny.Uni;
import io.vertx.core.impl.NoStackTraceThrowable;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DatabaseReachTest {
    private static final Duration PROBE_PAUSE = Duration.ofMillis(250);

    private final Probe probe = new Probe();
    private final DatabaseReach reach = new DatabaseReach(probe::send, Duration.ofMinutes(1));

    private String ask() {
        return reach.ask(() -> Uni.createFrom().item("answer")).await().indefinitely();
    }

    private void goesAway() {
        assertThatThrownBy(() -> reach.ask(() -> Probe.<String>away()).await().indefinitely())
                .isNotNull();
    }

    @Test
    void endsAQuestionThatNobodyAnswers() {
        DatabaseReach impatient = new DatabaseReach(probe::send, Duration.ofMillis(50));

        assertThatThrownBy(() -> impatient
                        .ask(() -> Uni.createFrom().<String>nothing())
                        .await()
                        .indefinitely())
                .hasRootCauseInstanceOf(TimeoutException.class);
        probe.answers(Uni.createFrom().nothing());
        assertThat(impatient.isAway()).isTrue();
    }

    @Test
    void sendsOneProbeHoweverManyAsk() {
        // Given
        CompletableFuture<Void> answer = new CompletableFuture<>();
        probe.answers(Uni.createFrom().completionStage(answer));
        goesAway();

        // When
        IntStream.range(0, 1000).forEach(i -> assertThat(reach.isAway()).isTrue());

        // Then
        assertThat(probe.sent()).isEqualTo(1);
    }

    @Test
    void asksAgainOnceAProbeWasAnswered() {
        goesAway();
        assertThat(ask()).isEqualTo("answer");
        assertThat(reach.isAway()).isFalse();
        assertThat(probe.sent()).isEqualTo(1);
    }

    @Test
    void asksNothingWhileProbesFail() {
        // Given
        probe.answers(Probe.away());
        long began = System.nanoTime();
        goesAway();

        // Then: one probe, and one more for each pause that a slow machine takes over this.
        for (int i = 0; i < 50; i++) {
            assertThatThrownBy(this::ask).hasRootCauseMessage("Connection refused");
        }
        long pauses = (System.nanoTime() - began) / PROBE_PAUSE.toNanos();
        assertThat(probe.sent()).isBetween(1, 1 + (int) pauses);
    }

    @Test
    void probesAgainAfterAPause() {
        // Given
        probe.answers(Probe.away());
        goesAway();
        assertThat(reach.isAway()).isTrue();

        // When
        probe.answers(Uni.createFrom().voidItem());

        // Then
        TestingWait.until("a probe is answered", () -> !reach.isAway());
        assertThat(probe.sent()).isEqualTo(2);
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

    /** The cheapest question: answered at once, until a test says otherwise. */
    /** The pool is closed when the process ends: nobody answered. */
    @Test
    void learnsNothingFromAClosedPool() {
        goesAway();
        probe.answers(Uni.createFrom().failure(new NoStackTraceThrowable("Pool closed")));
        assertThatThrownBy(this::ask).isNotNull();
        assertThat(reach.isAway()).isTrue();
    }

    private static final class Probe {
        private int sent;
        private Uni<Void> answer = Uni.createFrom().voidItem();

        void answers(Uni<Void> next) {
            answer = next;
        }

        int sent() {
            return sent;
        }

        Uni<Void> send() {
            sent++;
            return answer;
        }

        static <T> Uni<T> away() {
            return Uni.createFrom().failure(new ConnectException("Connection refused"));
        }
    }
}
