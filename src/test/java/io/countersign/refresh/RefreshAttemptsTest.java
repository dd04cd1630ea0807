package io.countersign.refresh;

import static io.countersign.refresh.FakeRefreshStore.TARGET;
import static io.countersign.refresh.FakeUpstream.granted;
import static io.countersign.refresh.FakeUpstream.noAnswer;
import static io.countersign.refresh.FakeUpstream.notSent;
import static io.countersign.refresh.FakeUpstream.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.connection.ConsentReason;
import io.countersign.docusign.Meaning;
import io.countersign.docusign.TokenAnswer.NotSent;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How an attempt may end, each end against fakes. D is 30 s: lease 40 s, window 5 s, takeover 15 s. */
class RefreshAttemptsTest {
    private static final String LEASE = "lease 40 15";
    private static final String EXTEND = "extend 40";

    private final FakeRefreshStore store = new FakeRefreshStore();
    private final FakeUpstream upstream = new FakeUpstream();
    private final FakePulse pulse = new FakePulse();
    private final FakeUpstreamGate gate = new FakeUpstreamGate(store.log);
    private final FakeSignals signals = new FakeSignals();
    private final RefreshAttempts attempts = new RefreshAttempts(
            new RefreshPorts(store, gate, upstream, pulse, signals),
            new RefreshTimes(Duration.ofSeconds(30), Duration.ofDays(30)),
            new Rate(pulse, 50));

    private Renewal run() {
        return attempts.run(TARGET, UUID.randomUUID()).await().atMost(Duration.ofSeconds(5));
    }

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

    @Test
    void aFailureToRememberTheSecretCostsNothing() {
        upstream.workedFails = true;
        upstream.secrets("first", "second").answers(refused(Meaning.OPERATOR), granted());

        assertThat(run()).isEqualTo(new Renewal.Renewed());
    }

    @Test
    void withoutALeaseNothingIsSent() {
        store.leaseAnswer = new LeaseAnswer.Held();
        assertThat(run()).isEqualTo(new Renewal.Elsewhere());
        store.leaseAnswer = new LeaseAnswer.Moved();
        assertThat(run()).isEqualTo(new Renewal.Superseded());
        store.leaseAnswer = new LeaseAnswer.Closed(Duration.ofSeconds(9));
        assertThat(run()).isEqualTo(new Renewal.NotBefore(Duration.ofSeconds(9)));
        store.leaseAnswer = new LeaseAnswer.Paused(Duration.ofSeconds(8));
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
        assertThat(store.log).containsExactly(LEASE, EXTEND, EXTEND, "release unspent 0.5 unreachable");
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
        assertThat(store.log).containsExactly(LEASE, EXTEND);
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
                        EXTEND,
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

    @Test
    void theNextSecretIsTriedAfterAClientError() {
        upstream.secrets("first", "second").answers(refused(Meaning.OPERATOR), granted());

        assertThat(run()).isEqualTo(new Renewal.Renewed());

        assertThat(upstream.asked).containsExactly("first", "second");
        assertThat(upstream.worked).containsExactly("second");
        assertThat(store.log).containsExactly(LEASE, EXTEND, "store 6");
    }

    @Test
    void aClientErrorWithEverySecretPausesTheIntegrationOnly() {
        upstream.secrets("first", "second").answers(refused(Meaning.OPERATOR), refused(Meaning.OPERATOR));

        assertThat(run()).isEqualTo(new Renewal.NotBefore(Duration.ofSeconds(30)));

        assertThat(store.log)
                .containsExactly(
                        LEASE, EXTEND, "refuse client CLIENT_REFUSED 30", "release unspent 0.0 client_refused");
        assertThat(signals.flags).containsExactly(UpstreamGate.Flag.CLIENT_REFUSED);
    }

    @Test
    void anOperatorIsToldOnce() {
        gate.flaggedBefore = true;
        upstream.answers(refused(Meaning.OPERATOR));

        run();

        assertThat(signals.flags).isEmpty();
    }

    @Test
    void withoutAnySecretTheIntegrationIsPaused() {
        upstream.secrets();

        assertThat(run()).isEqualTo(new Renewal.NotBefore(Duration.ofSeconds(30)));

        assertThat(upstream.asked).isEmpty();
        assertThat(store.log)
                .containsExactly(
                        LEASE, "refuse client CLIENT_SECRET_MISSING 30", "release unspent 0.0 client_secret_missing");
    }

    @Test
    void secretsThatCannotBeReadEndTheAttemptUnspent() {
        upstream.secretsUnreadable = true;

        assertThat(run()).isEqualTo(new Renewal.Failed());

        assertThat(store.log).containsExactly(LEASE, "release unspent 0.5 internal");
    }

    @Test
    void aDeadRefreshTokenIsConcludedOnlyWhenEverySecretSaysSo() {
        upstream.secrets("first", "second").answers(refused(Meaning.RECONNECT), granted());
        assertThat(run()).isEqualTo(new Renewal.Renewed());

        upstream.answers(refused(Meaning.RECONNECT), refused(Meaning.RECONNECT));
        assertThat(run()).isEqualTo(new Renewal.ConsentRequired(ConsentReason.CONSENT_REVOKED));
        assertThat(store.log).endsWith("slot 5 10", "refuse consent_revoked");
    }

    @Test
    void aRefusalOfTheTokenCountsAlsoIfAnotherSecretIsRefused() {
        upstream.secrets("first", "second").answers(refused(Meaning.RECONNECT), refused(Meaning.OPERATOR));

        assertThat(run()).isEqualTo(new Renewal.ConsentRequired(ConsentReason.CONSENT_REVOKED));
    }

    @Test
    void pastItsComputedEndTheTokenHasExpired() {
        store.expired = true;
        upstream.answers(refused(Meaning.RECONNECT));

        assertThat(run()).isEqualTo(new Renewal.ConsentRequired(ConsentReason.REFRESH_TOKEN_EXPIRED));
        assertThat(store.log).as("no slot").containsExactly(LEASE, "note 1", "refuse refresh_token_expired");
    }

    @Test
    void onAnUnsureRowTheAnswerWasLost() {
        store.unsure = true;
        upstream.answers(refused(Meaning.RECONNECT), refused(Meaning.RECONNECT));

        assertThat(run()).isEqualTo(new Renewal.ConsentRequired(ConsentReason.LOST_RESPONSE));
        store.expired = true;
        assertThat(run()).isEqualTo(new Renewal.ConsentRequired(ConsentReason.LOST_RESPONSE));

        assertThat(store.log)
                .as("a slot only before the computed end")
                .containsExactly(LEASE, "slot 5 10", "refuse lost_response", LEASE, "note 1", "refuse lost_response");
    }

    @Test
    void withoutASlotTheRowIsHeldAndOneAlertFires() {
        gate.slot = UpstreamGate.VerdictSlot.NONE_FLAGGED_NOW;
        upstream.answers(refused(Meaning.RECONNECT), refused(Meaning.RECONNECT));
        assertThat(run()).isEqualTo(new Renewal.NotBefore(Duration.ofMinutes(10)));

        gate.slot = UpstreamGate.VerdictSlot.NONE;
        assertThat(run()).isEqualTo(new Renewal.NotBefore(Duration.ofMinutes(10)));

        assertThat(store.log)
                .containsExactly(
                        LEASE, "slot 5 10", "hold 10 refusal_held", LEASE, "slot 5 10", "hold 10 refusal_held");
        assertThat(signals.flags).containsExactly(UpstreamGate.Flag.VERDICTS);
    }

    @Test
    void aRefusalOfFormerSecretsSaysNothing() {
        gate.slot = UpstreamGate.VerdictSlot.OUTDATED;
        upstream.answers(refused(Meaning.RECONNECT));

        assertThat(run()).isEqualTo(new Renewal.Failed());

        assertThat(store.log).containsExactly(LEASE, "slot 5 10", "release unspent 0.0 client_secrets_changed");
    }

    @Test
    void norDoesOneThatNeedsNoSlot() {
        gate.upToDate = false;
        store.forced = true;
        upstream.answers(refused(Meaning.RECONNECT));

        assertThat(run()).isEqualTo(new Renewal.Failed());

        assertThat(store.log).containsExactly(LEASE, "note 1", "release unspent 0.0 client_secrets_changed");
    }

    @Test
    void whatAnOperatorForcesNeedsNoSlot() {
        store.forced = true;
        gate.slot = UpstreamGate.VerdictSlot.NONE;
        upstream.answers(refused(Meaning.RECONNECT));

        assertThat(run()).isEqualTo(new Renewal.ConsentRequired(ConsentReason.CONSENT_REVOKED));

        assertThat(store.log).containsExactly(LEASE, "note 1", "refuse consent_revoked");
    }

    @Test
    void missingConsentAndGoneUsersAreVerdicts() {
        upstream.secrets("first", "second").answers(refused(Meaning.NEEDS_CONSENT), refused(Meaning.USER_GONE));

        assertThat(run()).isEqualTo(new Renewal.ConsentRequired(ConsentReason.SCOPES_MISSING));
        assertThat(run()).isEqualTo(new Renewal.ConsentRequired(ConsentReason.USER_GONE));
        assertThat(upstream.asked).as("no other secret").containsExactly("first", "first");
        assertThat(store.log).noneMatch(entry -> entry.startsWith("slot") || entry.startsWith("note"));
    }

    @Test
    void anAnswerInNoCatalogueIsNoVerdict() {
        upstream.answers(refused(Meaning.UNEXPECTED));

        assertThat(run()).isEqualTo(new Renewal.NotBefore(Duration.ofMinutes(1)));

        assertThat(store.log).containsExactly(LEASE, "hold 1 unexpected_answer");
    }

    @ParameterizedTest
    @EnumSource(Meaning.class)
    void noRefusalIsEverUnsureOrStored(Meaning meaning) {
        upstream.answers(refused(meaning));

        run();

        assertThat(store.written).isEmpty();
        assertThat(store.log).noneMatch(entry -> entry.startsWith("release unsure"));
    }
}
