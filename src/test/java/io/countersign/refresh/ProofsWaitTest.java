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

/** When a proof begins, and that one that is under way ends. */
class ProofsWaitTest {
    private static final Duration WAIT = Duration.ofSeconds(8);

    private final FakeRefreshStore store = new FakeRefreshStore();
    private final FakeUpstream upstream = new FakeUpstream();
    private final FakePulse pulse = new FakePulse();
    private final Rate rate = new Rate(pulse, 10);
    private ImportStanding standing = new ImportStanding.Unknown();
    private final Proofs proofs = new Proofs(
            new RefreshPorts(store, new FakeUpstreamGate(store.log), upstream, pulse, new FakeSignals()),
            new RefreshTimes(Duration.ofSeconds(30), Duration.ofDays(30)),
            rate,
            UUID::randomUUID,
            target -> Uni.createFrom().item(standing));

    private Proof prove() {
        return proofs.prove(TARGET, WAIT).await().atMost(Duration.ofSeconds(5));
    }

    private void takeTurns(int count) {
        for (int i = 0; i < count; i++) {
            rate.take(TARGET.integration(), Duration.ofMinutes(1));
        }
    }

    @Test
    void renewalsHaveTheirTurnsFirst() {
        takeTurns(20);
        upstream.answers(granted());

        assertThat(prove()).isEqualTo(new Proof.Proven());

        assertThat(pulse.waits).containsExactly(Duration.ofSeconds(2));
    }

    @Test
    void whileRenewalsTakeAllTurnsAProofWaits() {
        takeTurns(1);
        pulse.during(() -> takeTurns(1));

        assertThat(prove()).isInstanceOf(Proof.Unproven.class);

        assertThat(store.leases()).isZero();
    }

    @Test
    void theBackgroundDoesNotWaitForATurn() {
        takeTurns(20);

        assertThat(proofs.proveInBackground(TARGET).await().atMost(WAIT))
                .isEqualTo(new Proof.Unproven(Duration.ofSeconds(2)));

        assertThat(store.leases()).isZero();
    }

    @Test
    void whatIsUnderWayEndsAndNothingBegins() {
        CompletableFuture<TokenAnswer> docusign = new CompletableFuture<>();
        upstream.answers(() -> Uni.createFrom().completionStage(docusign));
        proofs.proveInBackground(TARGET).subscribe().with(proof -> {});

        CompletableFuture<Void> drained = proofs.drain();

        assertThat(drained).isNotDone();
        docusign.complete(granted());
        assertThat(drained).isCompleted();
        assertThat(store.written).hasSize(1);
        assertThat(prove()).isInstanceOf(Proof.Unproven.class);
        assertThat(store.leases()).isEqualTo(1);
    }

    @Test
    void whatWasRefusedElsewhereIsToldAsItEnded() {
        store.leaseAnswer = new LeaseAnswer.Moved();
        standing = new ImportStanding.Ended(ImportedTokens.Outcome.REFUSED, "lost_response");
        assertThat(prove()).isEqualTo(new Proof.Refused("lost_response"));

        standing = new ImportStanding.Ended(ImportedTokens.Outcome.PENDING, null);
        assertThat(prove()).as("judged already").isEqualTo(new Proof.Proven());

        standing = new ImportStanding.UnderWay(TARGET.generation() + 1, Duration.ZERO);
        assertThat(prove()).isEqualTo(new Proof.Proven());

        standing = new ImportStanding.UnderWay(TARGET.generation(), Duration.ofSeconds(3));
        assertThat(prove()).isEqualTo(new Proof.Unproven(Duration.ofSeconds(3)));
    }
}
