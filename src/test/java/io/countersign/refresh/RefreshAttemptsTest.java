package io.countersign.refresh;

import static io.countersign.refresh.FakeUpstream.granted;
import static io.countersign.refresh.FakeUpstream.noAnswer;
import static io.countersign.refresh.FakeUpstream.notSent;
import static io.countersign.refresh.FakeUpstream.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.docusign.Meaning;
import io.countersign.docusign.TokenAnswer.NotSent;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * What an attempt sends and stores, and how it ends without an answer. What it makes of a refusal:
 * {@link RefusedAttemptsTest}.
 */
class RefreshAttemptsTest extends RefreshAttemptsFixture {
    @Test
    void newTokensAreStored() {
        upstream.answers(() -> {
            pulse.pass(Duration.ofSeconds(3));
            return Uni.createFrom().item(granted());
        });

        assertThat(run()).isEqualTo(new Renewal.Renewed());

        assertThat(store.log).containsExactly(LEASE, "store 6");
        assertThat(store.written.getFirst().refreshToken().revealText()).isEqualTo("new refresh");
        assertThat(store.written.getFirst().accessLife()).isEqualTo(Duration.ofHours(8));
        assertThat(store.elapsed).as("counted from sending").isEqualTo(Duration.ofSeconds(3));
        assertThat(upstream.worked).isEmpty();
    }

    @Test
    void withExtendedARenewalProlongs() {
        upstream.answers(granted());

        run();

        assertThat(store.written.getFirst().refreshLife()).isEqualTo(Duration.ofDays(30));
        assertThat(store.dueIn).as("half of the life, less half a day").isEqualTo(Duration.ofHours(14 * 24 + 12));
    }

    @Test
    void withoutExtendedARenewalProlongsNothing() {
        store.extended = false;
        upstream.answers(granted());

        run();

        assertThat(store.written.getFirst().refreshLife()).isNull();
        assertThat(store.dueIn)
                .as("a minute after the end")
                .isEqualTo(Duration.ofDays(20).plusMinutes(1));
    }

    @Test
    void aStaleAnswerIsDropped() {
        store.outcome = RefreshStore.Written.STALE;
        upstream.answers(granted());

        assertThat(run()).isEqualTo(new Renewal.Superseded());
        assertThat(signals.staleAnswers).isEqualTo(1);
    }

    @Test
    void tokensAreKeptAndWrittenAgainUntilTheyStand() {
        store.storeFailures = 3;
        upstream.answers(granted());

        assertThat(run()).isEqualTo(new Renewal.Renewed());

        assertThat(store.log).containsExactly(LEASE, "store failed", "store failed", "store failed", "store 6");
        assertThat(pulse.waits).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1));
        assertThat(store.elapsed).isEqualTo(Duration.ofSeconds(3));
        assertThat(upstream.asked).hasSize(1);
    }

    /** The integration's keyset is wrapped by a key that another replica has. */
    @Test
    void withoutAKeyForTheClientSecretsTheLeaseIsGivenBackWithoutAPause() {
        upstream.keyMissing = true;

        assertThat(run()).isEqualTo(new Renewal.Failed());

        assertThat(store.log).containsExactly(LEASE, "release unused key_missing");
        assertThat(upstream.asked).isEmpty();
    }

    @Test
    void withoutAKeyForTheTokenNothingIsSent() {
        store.leaseAnswer = new LeaseAnswer.KeyMissing();

        assertThat(run()).isEqualTo(new Renewal.Failed());

        assertThat(store.log).containsExactly(LEASE);
        assertThat(upstream.asked).isEmpty();
    }

    @Test
    void withoutALeaseNothingIsSent() {
        store.leaseAnswer = new LeaseAnswer.Held();
        assertThat(run()).isEqualTo(new Renewal.Elsewhere());
        store.leaseAnswer = new LeaseAnswer.Moved();
        assertThat(run()).isEqualTo(new Renewal.Superseded());
        store.leaseAnswer = new LeaseAnswer.Closed(Duration.ofSeconds(9));
        assertThat(run()).isEqualTo(new Renewal.NotBefore(Duration.ofSeconds(9)));
        store.leaseAnswer = new LeaseAnswer.Paused(GateKeys.ofCodes("app"), Duration.ofSeconds(8));
        assertThat(run()).isEqualTo(new Renewal.NotBefore(Duration.ofSeconds(8)));

        assertThat(upstream.asked).isEmpty();
    }

    @Test
    void aProcessThatWasStoppedSendsNothing() {
        store.duringLease = () -> pulse.pass(Duration.ofMillis(5_001));

        assertThat(run()).isEqualTo(new Renewal.Failed());

        assertThat(upstream.asked).isEmpty();
        assertThat(store.log).containsExactly(LEASE, "release unspent 0.5 stopped");
    }

    @Test
    void justWithinTheWindowItSends() {
        store.duringLease = () -> pulse.pass(Duration.ofSeconds(5));
        upstream.answers(granted());

        assertThat(run()).isEqualTo(new Renewal.Renewed());

        assertThat(upstream.latestNanos - pulse.nanoTime())
                .as("what is left for connecting")
                .isZero();
    }

    @Test
    void noAnswerLeavesTheRowUnsure() {
        upstream.answers(noAnswer(null));

        assertThat(run()).isEqualTo(new Renewal.Failed());

        assertThat(store.log).containsExactly(LEASE, "release unsure 0.5 no_answer");
        assertThat(upstream.asked).as("never repeated").hasSize(1);
    }

    @Test
    void aPauseThatDocuSignAsksForIsKept() {
        upstream.answers(noAnswer(Duration.ofSeconds(90)), refused(Meaning.RETRY, Duration.ofSeconds(120)));

        assertThat(run()).isEqualTo(new Renewal.Failed());
        assertThat(run()).isEqualTo(new Renewal.Failed());

        assertThat(store.log)
                .containsExactly(
                        LEASE,
                        "pause 90",
                        "release unsure 0.5 no_answer",
                        LEASE,
                        "pause 120",
                        "release unspent 0.5 throttled");
    }

    @Test
    void throttlingWithoutATimeIsABackOffOfThisConnection() {
        upstream.answers(refused(Meaning.RETRY));

        assertThat(run()).isEqualTo(new Renewal.Failed());

        assertThat(store.log).containsExactly(LEASE, "release unspent 0.5 throttled");
    }

    @Test
    void whatNeverLeftIsTriedTwiceMoreUnderAnExtendedLease() {
        upstream.answers(notSent(), notSent(), notSent());

        assertThat(run()).isEqualTo(new Renewal.Failed());

        assertThat(upstream.asked).hasSize(3);
        assertThat(store.log)
                .containsExactly(
                        LEASE, EXTEND + " uncounted", EXTEND + " uncounted", "release unspent 0.5 unreachable");
    }

    /** A further try would take a second connection: the first is kept until the call's limit. */
    @Test
    void aConnectionThatStandsTooLateEndsTheAttemptUnspent() {
        upstream.answers(notSent(NotSent.Reason.TOO_LATE), granted());

        assertThat(run()).isEqualTo(new Renewal.Failed());

        assertThat(upstream.asked).hasSize(1);
        assertThat(store.log).containsExactly(LEASE, "release unspent 0.5 stopped");
    }

    @Test
    void aLeaseThatIsNotOursAnyMoreEndsTheAttempt() {
        store.extension = new Extension.Lost();
        upstream.answers(notSent());

        assertThat(run()).isEqualTo(new Renewal.Superseded());

        assertThat(upstream.asked).hasSize(1);
        assertThat(store.log).containsExactly(LEASE, EXTEND + " uncounted");
    }

    @Test
    void aGateThatAnotherClosedMeanwhileEndsTheAttemptUnspent() {
        store.extension = new Extension.GateClosed(Duration.ofSeconds(9));
        upstream.secrets("first", "second").answers(refused(Meaning.RECONNECT), notSent());

        assertThat(run()).isEqualTo(new Renewal.NotBefore(Duration.ofSeconds(9)));
        assertThat(run()).isEqualTo(new Renewal.NotBefore(Duration.ofSeconds(9)));

        assertThat(upstream.asked).containsExactly("first", "first");
        assertThat(store.log)
                .as("no verdict")
                .containsExactly(
                        LEASE,
                        EXTEND,
                        "release unspent 0.0 gate_closed",
                        LEASE,
                        EXTEND + " uncounted",
                        "release unspent 0.0 gate_closed");
    }

    @Test
    void theWindowOfAFurtherCallCountsFromItsExtension() {
        upstream.answers(() -> {
            pulse.pass(Duration.ofSeconds(20));
            return Uni.createFrom().item(notSent());
        });
        upstream.answers(granted());

        assertThat(run()).isEqualTo(new Renewal.Renewed());

        assertThat(upstream.latestNanos - pulse.nanoTime())
                .isEqualTo(Duration.ofSeconds(5).toNanos());
    }
}
