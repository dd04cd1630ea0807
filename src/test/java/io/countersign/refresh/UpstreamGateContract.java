package io.countersign.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.connection.ConsentReason;
import io.countersign.refresh.UpstreamGate.ClientRefusal;
import io.countersign.refresh.UpstreamGate.Flag;
import io.countersign.refresh.UpstreamGate.VerdictSlot;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the gate's statements promise together with the lease's, whoever keeps the rows. */
abstract class UpstreamGateContract {
    private static final Duration TEN = Duration.ofSeconds(10);
    private static final UUID MINE = new UUID(1, 1);
    private static final UUID OTHER = new UUID(2, 2);

    private RefreshStoreFixture rows;
    private UpstreamGate gate;
    private String integration;

    abstract RefreshStoreFixture connected();

    @BeforeEach
    void connect() {
        rows = connected();
        gate = rows.gate();
        integration = rows.integration();
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(20));
    }

    private static void run(Uni<Void> uni) {
        await(uni.replaceWith(true));
    }

    private LeaseAnswer ask(UUID attempt) {
        Target target = new Target(rows.id(), integration, rows.row().generation());
        return await(rows.store().lease(target, attempt, Duration.ofSeconds(40), Duration.ofSeconds(15)));
    }

    private Duration pausedFor() {
        return ((LeaseAnswer.Paused) ask(OTHER)).pause();
    }

    @Test
    void aPauseBindsEveryLeaseAndIsNeverShortened() {
        run(gate.pause(integration, Duration.ofSeconds(90)));
        run(gate.pause(integration, Duration.ofSeconds(5)));
        assertThat(pausedFor()).isBetween(Duration.ofSeconds(70), Duration.ofSeconds(90));

        rows.pauseEnds();

        assertThat(ask(OTHER)).isInstanceOf(LeaseAnswer.Leased.class);
    }

    @Test
    void afterATripOneProbesAtATime() {
        run(gate.trip(integration, TEN));
        assertThat(await(gate.probe(integration, MINE, TEN))).isFalse();
        assertThat(pausedFor()).isBetween(Duration.ofSeconds(1), TEN);

        rows.pauseEnds();

        assertThat(ask(OTHER)).isEqualTo(new LeaseAnswer.ProbeDue(integration));
        assertThat(await(gate.probe(integration, MINE, TEN))).isTrue();
        assertThat(await(gate.probe(integration, OTHER, TEN))).isFalse();
        assertThat(pausedFor()).isPositive();
        LeaseAnswer probe = ask(MINE);
        assertThat(probe).isInstanceOf(LeaseAnswer.Leased.class);
        assertThat(((LeaseAnswer.Leased) probe).lease().marked()).isTrue();
    }

    @Test
    void aGoodAnswerOpensTheGate() {
        run(gate.trip(integration, TEN));

        run(gate.open(integration));

        assertThat(ask(OTHER)).isInstanceOf(LeaseAnswer.Leased.class);
    }

    @Test
    void anyAnswerOpensWhatTheBreakerClosedOnly() {
        run(gate.trip(integration, TEN));
        run(gate.answered(integration));
        assertThat(ask(OTHER)).isInstanceOf(LeaseAnswer.Leased.class);
        rows.leaseTimeEnds();

        await(gate.refuseClient(integration, MINE, Flag.CLIENT_REFUSED, 1_000, TEN));
        run(gate.answered(integration));

        rows.pauseEnds();
        assertThat(ask(OTHER)).isNotInstanceOf(LeaseAnswer.Leased.class);
    }

    @Test
    void aGoodAnswerDoesNotEndThePatienceThatWasAskedFor() {
        run(gate.trip(integration, TEN));
        run(gate.pause(integration, Duration.ofSeconds(90)));

        run(gate.open(integration));

        assertThat(pausedFor()).isGreaterThan(Duration.ofSeconds(60));
    }

    @Test
    void aRefusedClientIsFlaggedOnceAndWaitsForAnotherSecret() {
        long version = 1;
        assertThat(await(gate.refuseClient(integration, MINE, Flag.CLIENT_REFUSED, version, TEN)))
                .isEqualTo(ClientRefusal.FIRST);
        assertThat(await(gate.refuseClient(integration, OTHER, Flag.CLIENT_REFUSED, version, TEN)))
                .isEqualTo(ClientRefusal.KNOWN);
        assertThat(pausedFor()).isBetween(Duration.ofSeconds(1), TEN);

        rows.addSecret();

        assertThat(ask(OTHER)).isInstanceOf(LeaseAnswer.Leased.class);
    }

    @Test
    void aTripLeavesTheClientsPauseToANewSecret() {
        await(gate.refuseClient(integration, MINE, Flag.CLIENT_REFUSED, 1, TEN));
        rows.pauseEnds();

        run(gate.trip(integration, TEN));
        assertThat(pausedFor()).isBetween(Duration.ofSeconds(1), TEN);

        rows.addSecret();
        assertThat(ask(OTHER)).isInstanceOf(LeaseAnswer.Leased.class);
    }

    @Test
    void withTheNewSecretATripIsTheBreakersAndStays() {
        await(gate.refuseClient(integration, MINE, Flag.CLIENT_REFUSED, 1, TEN));
        rows.addSecret();

        run(gate.trip(integration, TEN));

        assertThat(pausedFor()).isBetween(Duration.ofSeconds(1), TEN);
        rows.addSecret();
        assertThat(pausedFor()).isBetween(Duration.ofSeconds(1), TEN);
    }

    @Test
    void neitherATripNorARefusedClientShortensAPause() {
        run(gate.pause(integration, Duration.ofSeconds(90)));

        run(gate.trip(integration, TEN));
        await(gate.refuseClient(integration, MINE, Flag.CLIENT_REFUSED, 1, TEN));

        assertThat(pausedFor()).isGreaterThan(Duration.ofSeconds(60));
    }

    @Test
    void aProbeAfterAPauseOpensTheGateAtOnce() {
        run(gate.pause(integration, Duration.ofSeconds(90)));
        run(gate.trip(integration, TEN));
        rows.pauseEnds();
        assertThat(await(gate.probe(integration, MINE, TEN))).isTrue();

        run(gate.open(integration));

        assertThat(ask(OTHER)).isInstanceOf(LeaseAnswer.Leased.class);
    }

    @Test
    void aPauseThatBeganSinceIsNotSkippedByItsProbe() {
        run(gate.trip(integration, TEN));
        rows.pauseEnds();
        assertThat(await(gate.probe(integration, MINE, TEN))).isTrue();

        run(gate.pause(integration, Duration.ofSeconds(90)));

        assertThat(((LeaseAnswer.Paused) ask(MINE)).pause()).isGreaterThan(Duration.ofSeconds(60));
        assertThat(await(gate.probe(integration, MINE, TEN))).isFalse();
    }

    @Test
    void aProbeThatNeverComesBackIsFollowedByAnother() {
        run(gate.trip(integration, TEN));
        rows.pauseEnds();
        await(gate.probe(integration, MINE, TEN));
        rows.pauseEnds();

        assertThat(await(gate.probe(integration, OTHER, TEN))).isTrue();
    }

    @Test
    void withoutATripThereIsNoProbe() {
        assertThat(await(gate.probe(integration, MINE, TEN))).isFalse();
        run(gate.pause(integration, Duration.ZERO));

        assertThat(await(gate.probe(integration, MINE, TEN))).isFalse();
    }

    @Test
    void aRefusedClientIsNewsThoughVerdictsAreFlagged() {
        for (int i = 0; i < 6; i++) {
            slot(new UUID(i, 7), Duration.ofMinutes(10));
        }

        assertThat(await(gate.refuseClient(integration, MINE, Flag.CLIENT_REFUSED, 1, TEN)))
                .isEqualTo(ClientRefusal.FIRST);
        assertThat(await(gate.refuseClient(integration, OTHER, Flag.CLIENT_REFUSED, 1, TEN)))
                .isEqualTo(ClientRefusal.KNOWN);
    }

    private Extension extend(LeaseAnswer answer) {
        Lease lease = ((LeaseAnswer.Leased) answer).lease();
        return await(rows.store().extend(lease, Duration.ofSeconds(40)));
    }

    private Duration notExtendedFor(LeaseAnswer answer) {
        return ((Extension.GateClosed) extend(answer)).pause();
    }

    @Test
    void aLeaseIsNotExtendedThroughAGateThatClosedMeanwhile() {
        LeaseAnswer leased = ask(MINE);
        assertThat(extend(leased)).isEqualTo(new Extension.Extended());

        run(gate.pause(integration, Duration.ofSeconds(90)));

        assertThat(notExtendedFor(leased)).isBetween(Duration.ofSeconds(70), Duration.ofSeconds(90));
        assertThat(ask(OTHER)).as("still ours, to be released").isEqualTo(new LeaseAnswer.Held());
    }

    @Test
    void ofThoseThatHoldALeaseOnlyTheProbeExtendsIt() {
        LeaseAnswer leased = ask(MINE);
        run(gate.trip(integration, TEN));
        rows.pauseEnds();
        assertThat(notExtendedFor(leased)).as("whoever probes goes first").isPositive();

        assertThat(await(gate.probe(integration, OTHER, TEN))).isTrue();
        assertThat(notExtendedFor(leased)).isBetween(Duration.ofSeconds(1), TEN);

        rows.pauseEnds();
        assertThat(await(gate.probe(integration, MINE, TEN))).isTrue();
        assertThat(extend(leased)).isEqualTo(new Extension.Extended());
    }

    @Test
    void aClientThatWasRefusedWithFormerSecretsKeepsNoLeaseFromBeingExtended() {
        LeaseAnswer leased = ask(MINE);
        await(gate.refuseClient(integration, OTHER, Flag.CLIENT_REFUSED, 1, TEN));
        assertThat(notExtendedFor(leased)).isBetween(Duration.ofSeconds(1), TEN);

        rows.addSecret();

        assertThat(extend(leased)).isEqualTo(new Extension.Extended());
    }

    @Test
    void aRefusalOfFormerSecretsClosesNothing() {
        rows.addSecret();

        assertThat(await(gate.refuseClient(integration, MINE, Flag.CLIENT_REFUSED, 1, TEN)))
                .isEqualTo(ClientRefusal.OUTDATED);

        assertThat(ask(OTHER)).isInstanceOf(LeaseAnswer.Leased.class);
    }

    @Test
    void aVerdictDoesNotRenewTheFaultOfFormerSecrets() {
        await(gate.refuseClient(integration, MINE, Flag.CLIENT_REFUSED, 1, TEN));
        rows.addSecret();

        assertThat(slot(OTHER, 1_000, Duration.ofMinutes(10))).isEqualTo(VerdictSlot.TAKEN);

        assertThat(ask(OTHER)).isInstanceOf(LeaseAnswer.Leased.class);
    }

    @Test
    void verdictsHaveSlots() {
        for (int i = 0; i < 5; i++) {
            assertThat(slot(new UUID(i, i), Duration.ofMinutes(10))).isEqualTo(VerdictSlot.TAKEN);
        }

        assertThat(slot(MINE, Duration.ofMinutes(10))).isEqualTo(VerdictSlot.NONE_FLAGGED_NOW);
        assertThat(slot(OTHER, Duration.ofMinutes(10))).isEqualTo(VerdictSlot.NONE);
        assertThat(slot(OTHER, Duration.ofSeconds(-1))).isEqualTo(VerdictSlot.TAKEN);
    }

    /** Found with former secrets, a refusal says nothing, whether it needs a slot or not. */
    @Test
    void verdictsAreOfThePresentSecrets() {
        assertThat(await(gate.noteVerdict(integration, 1))).isTrue();
        assertThat(await(gate.noteVerdict(integration, 1))).isTrue();
        assertThat(ask(MINE)).as("closes nothing").isInstanceOf(LeaseAnswer.Leased.class);

        rows.addSecret();

        assertThat(await(gate.noteVerdict(integration, 1))).isFalse();
        assertThat(slot(MINE, Duration.ofMinutes(10))).isEqualTo(VerdictSlot.OUTDATED);
        assertThat(await(gate.noteVerdict(integration, 2))).isTrue();
    }

    @Test
    void aNewSecretRevivesVerdictsThatNeededNoSlot() {
        assertThat(await(gate.noteVerdict(integration, 1))).isTrue();
        Lease lease = ((LeaseAnswer.Leased) ask(MINE)).lease();
        run(rows.store().refuse(lease, ConsentReason.REFRESH_TOKEN_EXPIRED, "refresh_token_expired"));
        rows.leaseTimeEnds();
        assertThat(ask(OTHER)).isEqualTo(new LeaseAnswer.Moved());

        rows.addSecret();
        rows.revive();

        LeaseAnswer revived = ask(OTHER);
        assertThat(revived).isInstanceOf(LeaseAnswer.Leased.class);
        assertThat(((LeaseAnswer.Leased) revived).lease().forced()).isTrue();
    }

    @Test
    void aVerdictOfFormerSecretsIsNotWrittenAfterTheNewOnesWereSeenTo() {
        Lease lease = ((LeaseAnswer.Leased) ask(MINE)).lease();
        assertThat(await(gate.noteVerdict(integration, 1))).isTrue();
        rows.addSecret();
        rows.revive();

        assertThat(refuseToken(lease, 1)).isFalse();

        assertThat(rows.row().state()).isEqualTo("active");
        assertThat(rows.row().owned()).as("still ours, to be released").isTrue();
        assertThat(refuseToken(lease, 2)).isTrue();
        assertThat(rows.row().state()).isEqualTo("consent_required");
    }

    @Test
    void aRefusedClientLeavesTheVerdictsOfFormerSecretsToBeRevived() {
        Lease lease = ((LeaseAnswer.Leased) ask(MINE)).lease();
        assertThat(await(gate.noteVerdict(integration, 1))).isTrue();
        assertThat(refuseToken(lease, 1)).isTrue();
        rows.addSecret();
        await(gate.refuseClient(integration, OTHER, Flag.CLIENT_REFUSED, 2, TEN));

        rows.revive();

        assertThat(ask(OTHER)).isInstanceOf(LeaseAnswer.Leased.class);
    }

    private boolean refuseToken(Lease lease, long secretsVersion) {
        return await(rows.store().refuseToken(lease, ConsentReason.CONSENT_REVOKED, "consent_revoked", secretsVersion));
    }

    private VerdictSlot slot(UUID attempt, Duration window) {
        return slot(attempt, 1, window);
    }

    private VerdictSlot slot(UUID attempt, long secretsVersion, Duration window) {
        return await(gate.verdictSlot(integration, attempt, secretsVersion, 5, window));
    }
}
