package io.countersign.refresh;

import static io.countersign.refresh.FakeRefreshStore.TARGET;
import static io.countersign.refresh.FakeUpstream.granted;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.connection.ConnectionState;
import io.countersign.crypto.Secret;
import io.countersign.docusign.TokenAnswer;
import io.countersign.refresh.gate.Rate;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The database is away for hours: a try each second, each as small as the first. */
class TokenKeepingTest {
    private static final int TRIES = 5_000;

    private final FakeRefreshStore store = new FakeRefreshStore();
    private final FakeUpstream upstream = new FakeUpstream().answers(granted());

    private CompletableFuture<Renewal> run(Pulse pulse) {
        return run(pulse, upstream);
    }

    private CompletableFuture<Renewal> run(Pulse pulse, Upstream docusign) {
        RefreshAttempts attempts = new RefreshAttempts(
                new RefreshPorts(store, new FakeUpstreamGate(store.log), docusign, pulse, new FakeSignals()),
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

    @ParameterizedTest
    @CsvSource({
        "-60, 30, new access, 30, signature",
        "20, 30, new access, 30, signature",
        "30, 30, new access, 30, signature",
        "31, 30, old access, 31,",
        "540, 30, old access, 540,",
        "540, 0, old access, 540,",
        "0, 0, new access, 0, signature",
        "28800, 30, old access, 28800,",
        "28801, 30, new access, 30, signature",
        "32400, 28800, new access, 28800, signature",
    })
    void theAccessTokenThatEndsLaterIsStored(int left, int promised, String kept, int life, @Nullable String scope) {
        // Given
        FakeUpstream shortLived = new FakeUpstream()
                .answers(new TokenAnswer.Granted(
                        Secret.ofText("new access"), Secret.ofText("new refresh"), promised, List.of("signature")));
        store.held = new HeldAccess(Secret.ofText("old access"), Instant.EPOCH.plusSeconds(left));

        // When
        run(new FakePulse(), shortLived);

        // Then
        NewTokens stored = store.written.getFirst();
        assertThat(stored.accessToken().revealText()).isEqualTo(kept);
        assertThat(stored.accessLife()).isEqualTo(Duration.ofSeconds(life));
        assertThat(stored.tokenScope()).isEqualTo(scope);
        assertThat(stored.refreshToken()).isEqualTo(Secret.ofText("new refresh"));
    }

    @ParameterizedTest
    @CsvSource({"3600, old access", "3601, new access", "7200, new access"})
    void noAccessTokenOfAnAssertionIsBelievedToLiveLongerThanAnHour(int left, String kept) {
        // Given
        store.grant = new LeasedGrant.Impersonation(
                List.of("signature", "impersonation"),
                List.of("signature", "impersonation"),
                ConnectionState.ACTIVE,
                null,
                new Belonging("0b9c0d0e-user", null, null, "a-1", "jane@acme.example"));
        FakeUpstream shortLived = new FakeUpstream()
                .answers(new TokenAnswer.Granted(Secret.ofText("new access"), null, 30, List.of("signature")));
        store.held = new HeldAccess(Secret.ofText("old access"), Instant.EPOCH.plusSeconds(left));

        // When
        run(new FakePulse(), shortLived);

        // Then
        assertThat(store.written.getFirst().accessToken().revealText()).isEqualTo(kept);
    }
}
