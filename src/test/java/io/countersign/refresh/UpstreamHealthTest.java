package io.countersign.refresh;

import static io.countersign.refresh.FakeRefreshStore.ID;
import static io.countersign.refresh.FakeUpstream.granted;
import static io.countersign.refresh.FakeUpstream.noAnswer;
import static io.countersign.refresh.FakeUpstream.notSent;
import static io.countersign.refresh.FakeUpstream.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.connection.ConnectionId;
import io.countersign.docusign.Meaning;
import io.countersign.docusign.TokenAnswer;
import io.countersign.docusign.TokenAnswer.NotSent;
import io.countersign.refresh.gate.Rate;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What attempts tell the gate. */
class UpstreamHealthTest {
    private static final TokenAnswer FIREWALL = new TokenAnswer.Refused(403, null, null, Meaning.UNEXPECTED, null);

    private final FakeRefreshStore store = new FakeRefreshStore();
    private final FakeUpstreamGate gate = new FakeUpstreamGate(store.log);
    private final FakeUpstream upstream = new FakeUpstream();
    private final FakePulse pulse = new FakePulse();
    private final FakeSignals signals = new FakeSignals();
    private final Rate rate = new Rate(pulse, 10);
    private final RefreshAttempts attempts = new RefreshAttempts(
            new RefreshPorts(store, gate, upstream, pulse, signals),
            new RefreshTimes(Duration.ofSeconds(30), Duration.ofDays(30)),
            rate);

    /** Of another connection each time. */
    private Renewal run() {
        return run(new ConnectionId("acme", "default", UUID.randomUUID()));
    }

    private Renewal run(ConnectionId connection) {
        return attempts.run(new Target(connection, "app", 7), UUID.randomUUID())
                .await()
                .atMost(Duration.ofSeconds(5));
    }

    private void runs(int times, TokenAnswer answer) {
        IntStream.range(0, times).forEach(i -> {
            upstream.answers(answer);
            run();
        });
    }

    private List<String> toldTheGate() {
        return store.log.stream()
                .filter(entry -> entry.matches("(pause|trip|open|answered|probe|refuse client).*"))
                .toList();
    }

    @Test
    void tenCallsWithoutAnAnswerTripTheGate() {
        runs(9, noAnswer(null));
        assertThat(toldTheGate()).isEmpty();

        runs(1, noAnswer(null));

        assertThat(toldTheGate()).containsExactly("trip 10");
        assertThat(store.log.getLast()).isEqualTo("release unsure 0.5 no_answer");
    }

    /** A tenant whose operator retries all day, or whose user DocuSign throttles, is no outage. */
    @ParameterizedTest
    @EnumSource(
            value = Meaning.class,
            names = {"RETRY", "USER_THROTTLED", "UNEXPECTED", "UNKNOWN_REFUSAL"})
    void oneConnectionClosesTheGateForNobodyElse(Meaning meaning) {
        IntStream.range(0, 100).forEach(i -> {
            upstream.answers(refused(meaning));
            run(ID);
            upstream.answers(noAnswer(null));
            run(ID);
            upstream.answers(notSent(), notSent(), notSent());
            run(ID);
        });

        assertThat(toldTheGate()).isEmpty();
    }

    @Test
    void patienceThatIsAskedOfOneUserPausesNobodyElse() {
        runs(20, refused(Meaning.USER_THROTTLED, Duration.ofSeconds(120)));

        assertThat(toldTheGate()).isEmpty();
        assertThat(store.log).endsWith("hold 2 throttled");
    }

    /** A gateway's 403, or a refusal of one token: only 429 and 503 speak for the service. */
    @ParameterizedTest
    @EnumSource(
            value = Meaning.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"RETRY"})
    void retryAfterOnARefusalOfOneConnectionPausesNobodyElse(Meaning meaning) {
        runs(1, refused(meaning, Duration.ofMinutes(15)));

        assertThat(toldTheGate()).noneMatch(told -> told.startsWith("pause"));
    }

    @Test
    void whatNeverLeftCountsConnectionByConnection() {
        IntStream.range(0, 9).forEach(i -> {
            upstream.answers(notSent(), notSent(), notSent());
            run();
        });
        assertThat(toldTheGate()).isEmpty();

        upstream.answers(notSent(), notSent(), notSent());
        run();

        assertThat(toldTheGate()).startsWith("trip 10");
    }

    /** A process that was stopped, or that sends too much, must not close the gate for the others. */
    @ParameterizedTest
    @EnumSource(
            value = NotSent.Reason.class,
            names = {"TOO_LATE", "BUSY"})
    void whatThisProcessKeptBackSaysNothingOfDocuSign(NotSent.Reason reason) {
        TokenAnswer kept = notSent(reason);
        IntStream.range(0, 12).forEach(i -> {
            upstream.answers(kept, kept, kept);
            run();
        });
        store.marked = true;
        upstream.answers(kept, kept, kept);
        run();

        assertThat(toldTheGate()).isEmpty();
    }

    @Test
    void anUntrustedServerCountsAsAFailure() {
        store.marked = true;
        upstream.answers(notSent(NotSent.Reason.UNTRUSTED), granted());

        run();

        assertThat(toldTheGate()).containsExactly("trip 10", "open");
    }

    @ParameterizedTest
    @EnumSource(
            value = Meaning.class,
            names = {"RECONNECT", "RECONNECT_OR_OPERATOR", "NEEDS_CONSENT", "USER_GONE", "UNKNOWN_REFUSAL", "OPERATOR"})
    void refusalsProveThatDocuSignWorks(Meaning meaning) {
        runs(11, refused(meaning));
        runs(10, noAnswer(null));

        assertThat(toldTheGate()).doesNotContain("trip 10");
    }

    /** A scope that one app lacks, say: an assertion hears that as nothing that is known. */
    @Test
    void whatDocuSignItselfRefusesInWordsThatNobodyKnowsIsNoOutage() {
        runs(10, refused(Meaning.UNEXPECTED));

        assertThat(toldTheGate()).doesNotContain("trip 10");
    }

    /** A firewall that lets nothing through. */
    @Test
    void whatStandsBeforeDocuSignIsAnOutage() {
        runs(10, FIREWALL);

        assertThat(toldTheGate()).containsExactly("trip 10");
        assertThat(store.log.getLast()).isEqualTo("release unspent 0.5 unexpected_answer");
    }

    /** Also where the pause it asks for has no length: nothing else would keep the others from being throttled too. */
    @ParameterizedTest
    @ValueSource(longs = {-1, 0})
    void throttlingWithoutATimeIsAFailure(long seconds) {
        Duration retryAfter = seconds < 0 ? null : Duration.ofSeconds(seconds);
        runs(9, refused(Meaning.RETRY, retryAfter));
        assertThat(toldTheGate()).isEmpty();

        runs(1, refused(Meaning.RETRY, retryAfter));

        assertThat(toldTheGate()).containsExactly("trip 10");
        assertThat(store.log.getLast()).as("proven unspent").isEqualTo("release unspent 0.5 throttled");
    }

    @Test
    void aPauseWithoutLengthIsNoPause() {
        runs(10, noAnswer(Duration.ZERO));

        assertThat(toldTheGate()).containsExactly("trip 10");
    }

    @Test
    void patienceThatDocuSignAsksForIsNoFailure() {
        runs(20, noAnswer(Duration.ofSeconds(7)));

        assertThat(toldTheGate()).hasSize(20).containsOnly("pause 7");
    }

    @Test
    void aLeaseThatFindsTheGateClosedEndsTheCounting() {
        runs(9, noAnswer(null));
        store.leaseAnswer = new LeaseAnswer.Paused(GateKeys.ofCodes("app"), Duration.ofSeconds(4));
        run();
        store.leaseAnswer = null;

        runs(9, noAnswer(null));

        assertThat(toldTheGate()).isEmpty();
    }

    @Test
    void aPauseOfTheConnectionItselfSaysNothing() {
        runs(9, noAnswer(null));
        store.leaseAnswer = new LeaseAnswer.Closed(Duration.ofSeconds(4));
        run();
        store.leaseAnswer = null;

        runs(1, noAnswer(null));

        assertThat(toldTheGate()).containsExactly("trip 10");
    }

    @Test
    void theProbeGoesAheadAndItsSuccessOpensTheGate() {
        store.leaseAnswer = new LeaseAnswer.ProbeDue(GateKeys.ofCodes("app"));
        store.marked = true;
        gate.probing = () -> store.leaseAnswer = null;
        upstream.answers(granted());

        assertThat(run()).isEqualTo(new Renewal.Renewed());

        assertThat(store.log).containsExactly("lease 40 15", "probe 10", "lease 40 15", "store 6", "open");
    }

    @Test
    void whoeverIsNotTheProbeWaits() {
        store.leaseAnswer = new LeaseAnswer.ProbeDue(GateKeys.ofCodes("app"));
        gate.probe = false;

        assertThat(run()).isEqualTo(new Renewal.NotBefore(Duration.ofSeconds(10)));

        assertThat(upstream.asked).isEmpty();
    }

    @Test
    void aProbeThatFailsClosesTheGateAgain() {
        store.marked = true;

        runs(1, noAnswer(null));

        assertThat(toldTheGate()).containsExactly("trip 10");
    }

    @Test
    void onlyWhoIsSureOfTheClientOpensTheGateForGood() {
        store.marked = true;
        runs(1, refused(Meaning.USER_GONE));
        runs(1, refused(Meaning.NEEDS_CONSENT));
        runs(1, refused(Meaning.RECONNECT));
        runs(1, refused(Meaning.UNKNOWN_REFUSAL));
        runs(1, FIREWALL);
        runs(1, refused(Meaning.RETRY));
        runs(1, refused(Meaning.OPERATOR));

        assertThat(toldTheGate())
                .containsExactly(
                        "open",
                        "open",
                        "answered",
                        "answered",
                        "trip 10",
                        "trip 10",
                        "refuse client CLIENT_REFUSED 30");
    }

    @Test
    void anAnswerIsStoredThoughTheGateCannotBeWritten() {
        store.marked = true;
        gate.fails = true;
        runs(1, granted());
        runs(1, noAnswer(null));

        assertThat(store.log).containsExactly("lease 40 15", "store 6", "lease 40 15", "release unsure 0.5 no_answer");
    }

    @Test
    void turnsAreChargedForWhatIsSentOnly() {
        store.leaseAnswer = new LeaseAnswer.Held();
        rate.take("app", Duration.ZERO);
        run();
        assertThat(rate.untilFree("app")).as("given back").isZero();
        store.leaseAnswer = null;

        rate.take("app", Duration.ZERO);
        upstream.secrets("first", "second", "third").answers(refused(Meaning.OPERATOR), refused(Meaning.OPERATOR));
        upstream.answers(granted());
        run();

        assertThat(rate.untilFree("app")).as("three calls").isEqualTo(Duration.ofMillis(200));
    }
}
