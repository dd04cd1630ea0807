package io.countersign.refresh;

import static io.countersign.refresh.FakeRefreshStore.TARGET;
import static io.countersign.refresh.FakeUpstream.granted;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.docusign.TokenAnswer;
import io.countersign.refresh.gate.Rate;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** How long a request waits for a renewal. */
class RenewalsTest {
    private static final Duration WAIT = Duration.ofSeconds(8);

    private final FakeRefreshStore store = new FakeRefreshStore();
    private final FakeUpstream upstream = new FakeUpstream();
    private final FakePulse pulse = new FakePulse();
    private final FakeSignals signals = new FakeSignals();
    private final Renewals renewals = new Renewals(
            new RefreshPorts(store, new FakeUpstreamGate(store.log), upstream, pulse, signals),
            new RefreshTimes(Duration.ofSeconds(30), Duration.ofDays(30)),
            new Rate(pulse, 50),
            UUID::randomUUID);

    private Renewal renew(Duration wait) {
        return renewals.renew(TARGET, wait).await().atMost(Duration.ofSeconds(5));
    }

    @Test
    void aRenewalElsewhereIsAskedForAgainEverLessOften() {
        store.leaseAnswer = new LeaseAnswer.Held();

        assertThat(renew(WAIT)).isEqualTo(new Renewal.Elsewhere());

        assertThat(pulse.waits)
                .startsWith(
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(200),
                        Duration.ofMillis(400),
                        Duration.ofMillis(500));
        assertThat(signals.waits)
                .singleElement()
                .satisfies(waited -> assertThat(waited).isBetween(WAIT.minusSeconds(1), WAIT));
        assertThat(pulse.waits.stream().reduce(Duration.ZERO, Duration::plus)).isLessThan(WAIT);
        assertThat(pulse.waits.stream().reduce(Duration.ZERO, Duration::plus)).isGreaterThan(WAIT.minusSeconds(1));
    }

    @Test
    void aPauseThatEndsInTimeIsWaitedFor() {
        store.leaseAnswer = new LeaseAnswer.Closed(Duration.ofSeconds(3));
        store.duringLease = () -> {
            if (store.leases() == 2) {
                store.leaseAnswer = null;
            }
        };
        upstream.answers(granted());

        assertThat(renew(WAIT)).isEqualTo(new Renewal.Renewed());

        assertThat(pulse.waits).containsExactly(Duration.ofSeconds(3));
    }

    @Test
    void aPauseThatEndsTooLateIsNotWaitedFor() {
        store.leaseAnswer = new LeaseAnswer.Closed(WAIT);

        assertThat(renew(WAIT)).isEqualTo(new Renewal.NotBefore(WAIT));

        assertThat(pulse.waits).isEmpty();
        assertThat(signals.waits).as("for another replica").isEmpty();
    }

    @Test
    void theWaitEndsButTheRenewalGoesOn() {
        CompletableFuture<TokenAnswer> docusign = new CompletableFuture<>();
        upstream.answers(() -> Uni.createFrom().completionStage(docusign));

        assertThat(renew(Duration.ofMillis(20))).isEqualTo(new Renewal.Elsewhere());

        docusign.complete(granted());
        assertThat(store.written).hasSize(1);
    }
}
