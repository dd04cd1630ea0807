package io.countersign.refresh;

import static io.countersign.refresh.FakeRefreshStore.ID;
import static io.countersign.refresh.FakeRefreshStore.TARGET;
import static io.countersign.refresh.FakeUpstream.granted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.connection.ConnectionId;
import io.countersign.docusign.TokenAnswer;
import io.countersign.refresh.gate.Rate;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class RefreshEngineTest {
    private static final Duration WAIT = Duration.ofSeconds(8);

    private final FakeRefreshStore store = new FakeRefreshStore();
    private final FakeUpstream upstream = new FakeUpstream();
    private final FakePulse pulse = new FakePulse();
    private final FakeSignals signals = new FakeSignals();
    private final Rate rate = new Rate(pulse, 10);
    private final RefreshEngine engine = new RefreshEngine(
            new RefreshPorts(store, new FakeUpstreamGate(store.log), upstream, pulse, signals),
            new RefreshTimes(Duration.ofSeconds(30), Duration.ofDays(30)),
            rate,
            UUID::randomUUID);
    private final CompletableFuture<TokenAnswer> docusign = new CompletableFuture<>();
    private final AtomicBoolean hungUp = new AtomicBoolean();

    private void answerLater() {
        upstream.answers(() ->
                Uni.createFrom().completionStage(docusign).onCancellation().invoke(() -> hungUp.set(true)));
    }

    private UniAssertSubscriber<Renewal> ask(ConnectionId id) {
        return engine.renew(new Target(id, "app", 7), WAIT).subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    @Test
    void manyAskersShareOneFlight() {
        answerLater();
        var one = ask(ID);
        var other = ask(ID);

        docusign.complete(granted());

        one.assertCompleted().assertItem(new Renewal.Renewed());
        other.assertCompleted().assertItem(new Renewal.Renewed());
        assertThat(store.leases()).isEqualTo(1);
        assertThat(signals.ended).containsExactly(new Renewal.Renewed());
    }

    @Test
    void drainingWaitsForEveryFlight() {
        answerLater();
        ask(ID).cancel();
        CompletableFuture<Void> idle = engine.drain();
        assertThat(idle).isNotDone();

        docusign.complete(granted());

        assertThat(idle).isCompleted();
        assertThat(store.log).contains("store 6");
    }

    @Test
    void whoeverStopsWaitingEndsOnlyTheWaiting() {
        answerLater();
        var first = ask(ID);
        var second = ask(ID);

        first.cancel();
        docusign.complete(granted());

        second.assertCompleted().assertItem(new Renewal.Renewed());
        assertThat(hungUp).isFalse();
        assertThat(store.written).hasSize(1);
    }

    @Test
    void aRenewalIsStoredThoughNobodyWaitsForIt() {
        answerLater();

        ask(ID).cancel();
        docusign.complete(granted());

        assertThat(hungUp).isFalse();
        assertThat(store.written).hasSize(1);
    }

    @Test
    void connectionsDoNotWaitForEachOther() {
        answerLater();
        var slow = ask(ID);
        upstream.answers(granted());

        ask(new ConnectionId("acme", "other", UUID.randomUUID())).assertCompleted();

        slow.assertNotTerminated();
    }

    @Test
    void aFlightThatEndedIsNotJoined() {
        upstream.answers(granted(), granted());

        ask(ID).assertCompleted();
        ask(ID).assertCompleted();

        assertThat(store.leases()).isEqualTo(2);
    }

    @Test
    void aFailureReachesTheAskersAndEndsTheFlight() {
        store.duringLease = () -> {
            throw new IllegalStateException("The database is away");
        };
        assertThatThrownBy(() -> engine.renew(TARGET, WAIT).await().atMost(Duration.ofSeconds(1)))
                .hasMessageContaining("away");

        store.duringLease = () -> {};
        upstream.answers(granted());
        ask(ID).assertCompleted().assertItem(new Renewal.Renewed());
    }

    /** Ten a second and one in advance: the third would begin in 100 ms. */
    @Test
    void aRenewalWaitsForItsTurnBeforeItAsksForALease() {
        upstream.answers(granted(), granted(), granted());
        takeTurns(2);

        ask(new ConnectionId("acme", "third", UUID.randomUUID())).assertCompleted();

        assertThat(pulse.waits).containsExactly(Duration.ofMillis(100));
        assertThat(store.leases()).isEqualTo(3);
    }

    @Test
    void aTurnThatComesTooLateIsAnsweredAtOnce() {
        upstream.answers(granted(), granted());
        takeTurns(2);

        Renewal late = engine.renew(TARGET, Duration.ofMillis(99)).await().atMost(Duration.ofSeconds(1));

        assertThat(late).isEqualTo(new Renewal.NotBefore(Duration.ofMillis(100)));
        assertThat(store.leases()).isEqualTo(2);
        assertThat(pulse.waits).isEmpty();
        assertThat(rate.untilFree("app")).as("no turn was taken").isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void theBackgroundGetsWhatRequestsLeave() {
        upstream.answers(granted(), granted(), granted());
        takeTurns(2);

        assertThat(engine.renew(TARGET, Duration.ZERO).await().atMost(Duration.ofSeconds(1)))
                .isEqualTo(new Renewal.NotBefore(Duration.ofMillis(100)));
        pulse.pass(rate.untilFree("app"));

        assertThat(engine.renew(TARGET, Duration.ZERO).await().atMost(Duration.ofSeconds(1)))
                .isEqualTo(new Renewal.Renewed());
    }

    @Test
    void nothingBeginsWhileTheEngineDrains() {
        engine.drain();

        ask(ID).assertCompleted().assertItem(new Renewal.Elsewhere());

        assertThat(store.leases()).isZero();
    }

    private void takeTurns(int count) {
        for (int i = 0; i < count; i++) {
            ask(new ConnectionId("acme", "other-" + i, UUID.randomUUID())).assertCompleted();
        }
    }
}
