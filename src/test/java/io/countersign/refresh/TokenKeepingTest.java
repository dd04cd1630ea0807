package io.countersign.refresh;

import static io.countersign.refresh.FakeRefreshStore.TARGET;
import static io.countersign.refresh.FakeUpstream.granted;
import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The database is away for hours: a try each second, each as small as the first. */
class TokenKeepingTest {
    private static final int TRIES = 5_000;

    private final FakeRefreshStore store = new FakeRefreshStore();
    private final FakeUpstream upstream = new FakeUpstream().answers(granted());

    private CompletableFuture<Renewal> run(Pulse pulse) {
        RefreshAttempts attempts = new RefreshAttempts(
                new RefreshPorts(store, new FakeUpstreamGate(store.log), upstream, pulse, new FakeSignals()),
                new RefreshTimes(Duration.ofSeconds(30), Duration.ofDays(30)),
                new Rate(pulse, 50));
        return attempts.run(TARGET, UUID.randomUUID())
                .subscribeAsCompletionStage()
                .toCompletableFuture();
    }

    @Test
    void triesThatFailAtOnceDoNotPileUp() {
        store.storeFailures = TRIES;

        assertThat(run(new FakePulse())).isCompletedWithValue(new Renewal.Renewed());

        assertThat(store.elapsed).isEqualTo(Duration.ofSeconds(TRIES));
        assertThat(store.deepest).as("frames").isLessThan(300);
    }

    @Test
    void triesThatComeLaterDoNotNest() {
        // Given
        store.storeFailures = TRIES;
        QueuedPulse pulse = new QueuedPulse();
        CompletableFuture<Renewal> renewal = run(pulse);

        // When
        while (pulse.next()) {
            assertThat(pulse.waiting()).isLessThanOrEqualTo(1);
        }

        // Then
        assertThat(renewal).isCompletedWithValue(new Renewal.Renewed());
        assertThat(store.elapsed).isEqualTo(Duration.ofSeconds(TRIES));
        assertThat(store.deepest).as("frames").isLessThan(300);
    }

    /** Time passes when the test says so, and whoever waited goes on from there, with a stack of its own. */
    private static final class QueuedPulse implements Pulse {
        private final Deque<CompletableFuture<Void>> ends = new ArrayDeque<>();
        private long nanos;

        int waiting() {
            return ends.size();
        }

        boolean next() {
            CompletableFuture<Void> end = ends.poll();
            return end != null && end.complete(null);
        }

        @Override
        public long nanoTime() {
            return nanos;
        }

        @Override
        public Uni<Void> after(Duration duration) {
            CompletableFuture<Void> end = new CompletableFuture<>();
            ends.add(end);
            return Uni.createFrom().completionStage(end).invoke(() -> nanos += duration.toNanos());
        }

        @Override
        public double chance() {
            return 0.5;
        }
    }
}
