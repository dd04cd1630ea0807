package io.countersign.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.refresh.gate.UpstreamGate.ClientRefusal;
import io.countersign.refresh.gate.UpstreamGate.VerdictSlot;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the gate's statements promise together with the lease's, whoever keeps the rows. */
abstract class UpstreamGateContract extends RefreshContract {
    @Test
    void aPauseBindsEveryLeaseAndIsNeverShortened() {
        run(gate.pause(GateKeys.ofCodes(integration), PATIENCE));
        run(gate.pause(GateKeys.ofCodes(integration), Duration.ofSeconds(5)));
        assertThat(pausedFor()).isBetween(Duration.ofSeconds(70), PATIENCE);

        rows.pauseEnds();

        assertThat(ask(OTHER)).isInstanceOf(LeaseAnswer.Leased.class);
    }

    @Test
    void noTripRefusalOrGoodAnswerShortensAPause() {
        run(gate.pause(GateKeys.ofCodes(integration), PATIENCE));
        run(gate.trip(GateKeys.ofCodes(integration), TEN));
        refuseClient(MINE, 1);
        assertThat(pausedFor()).isBetween(Duration.ofSeconds(70), PATIENCE);

        run(gate.open(GateKeys.ofCodes(integration)));

        assertThat(pausedFor()).isBetween(Duration.ofSeconds(70), PATIENCE);
        rows.pauseEnds();
        assertThat(leased(OTHER).marked()).isFalse();
    }

    @Test
    void afterATripOneProbesAtATime() {
        run(gate.trip(GateKeys.ofCodes(integration), TEN));
        assertThat(await(gate.probe(GateKeys.ofCodes(integration), MINE, TEN))).isFalse();
        assertThat(pausedFor()).isBetween(Duration.ofSeconds(1), TEN);

        rows.pauseEnds();

        assertThat(ask(OTHER)).isEqualTo(new LeaseAnswer.ProbeDue(GateKeys.ofCodes(integration)));
        assertThat(await(gate.probe(GateKeys.ofCodes(integration), MINE, TEN))).isTrue();
        assertThat(await(gate.probe(GateKeys.ofCodes(integration), OTHER, TEN))).isFalse();
        assertThat(pausedFor()).isPositive();
        assertThat(leased(MINE).marked()).isTrue();
    }

    @Test
    void aGoodAnswerOpensTheGate() {
        run(gate.trip(GateKeys.ofCodes(integration), TEN));

        run(gate.open(GateKeys.ofCodes(integration)));

        assertThat(leased(OTHER).marked()).isFalse();
    }

    @Test
    void anyAnswerOpensWhatTheBreakerClosedOnly() {
        run(gate.trip(GateKeys.ofCodes(integration), TEN));
        run(gate.answered(GateKeys.ofCodes(integration)));
        Lease lease = leased(OTHER);
        assertThat(lease.marked()).isFalse();
        release(lease, false, 0);

        refuseClient(MINE, 1);
        run(gate.answered(GateKeys.ofCodes(integration)));

        assertThat(pausedFor()).isBetween(Duration.ofSeconds(1), TEN);
        assertThat(refuseClient(OTHER, 1)).as("flagged before").isEqualTo(ClientRefusal.KNOWN);
        rows.pauseEnds();
        assertThat(ask(OTHER)).isEqualTo(new LeaseAnswer.ProbeDue(GateKeys.ofCodes(integration)));
    }

    @Test
    void aGoodAnswerDoesNotEndThePatienceThatWasAskedFor() {
        run(gate.trip(GateKeys.ofCodes(integration), TEN));
        run(gate.pause(GateKeys.ofCodes(integration), PATIENCE));

        run(gate.open(GateKeys.ofCodes(integration)));

        assertThat(pausedFor()).isGreaterThan(Duration.ofSeconds(60));
    }

    private Extension extend(Lease lease) {
        return await(store.extend(lease, LEASE, true));
    }

    private Duration notExtendedFor(Lease lease) {
        return ((Extension.GateClosed) extend(lease)).pause();
    }

    @Test
    void aLeaseIsNotExtendedThroughAGateThatClosedMeanwhile() {
        Lease leased = leased(MINE);
        assertThat(extend(leased)).isEqualTo(new Extension.Extended());

        run(gate.pause(GateKeys.ofCodes(integration), PATIENCE));

        assertThat(notExtendedFor(leased)).isBetween(Duration.ofSeconds(70), PATIENCE);
        assertThat(ask(OTHER)).as("still ours, to be released").isEqualTo(new LeaseAnswer.Held());
    }

    @Test
    void ofThoseThatHoldALeaseOnlyTheProbeExtendsIt() {
        Lease leased = leased(MINE);
        run(gate.trip(GateKeys.ofCodes(integration), TEN));
        rows.pauseEnds();
        assertThat(notExtendedFor(leased)).as("whoever probes goes first").isPositive();

        assertThat(await(gate.probe(GateKeys.ofCodes(integration), OTHER, TEN))).isTrue();
        assertThat(notExtendedFor(leased)).isBetween(Duration.ofSeconds(1), TEN);

        rows.pauseEnds();
        assertThat(await(gate.probe(GateKeys.ofCodes(integration), MINE, TEN))).isTrue();
        assertThat(extend(leased)).isEqualTo(new Extension.Extended());
    }

    @Test
    void verdictsHaveSlots() {
        for (int i = 0; i < 5; i++) {
            assertThat(slot(new UUID(i, i), 1, WINDOW)).isEqualTo(VerdictSlot.TAKEN);
        }

        assertThat(slot(MINE, 1, WINDOW)).isEqualTo(VerdictSlot.NONE_FLAGGED_NOW);
        assertThat(slot(OTHER, 1, WINDOW)).isEqualTo(VerdictSlot.NONE);
        assertThat(slot(OTHER, 1, Duration.ofSeconds(-1))).isEqualTo(VerdictSlot.TAKEN);
    }

    @Test
    void aProbeAfterAPauseOpensTheGateAtOnce() {
        run(gate.pause(GateKeys.ofCodes(integration), PATIENCE));
        run(gate.trip(GateKeys.ofCodes(integration), TEN));
        rows.pauseEnds();
        assertThat(await(gate.probe(GateKeys.ofCodes(integration), MINE, TEN))).isTrue();

        run(gate.open(GateKeys.ofCodes(integration)));

        assertThat(ask(OTHER)).isInstanceOf(LeaseAnswer.Leased.class);
    }

    @Test
    void aPauseThatBeganSinceIsNotSkippedByItsProbe() {
        run(gate.trip(GateKeys.ofCodes(integration), TEN));
        rows.pauseEnds();
        assertThat(await(gate.probe(GateKeys.ofCodes(integration), MINE, TEN))).isTrue();

        run(gate.pause(GateKeys.ofCodes(integration), PATIENCE));

        assertThat(((LeaseAnswer.Paused) ask(MINE)).pause()).isGreaterThan(Duration.ofSeconds(60));
        assertThat(await(gate.probe(GateKeys.ofCodes(integration), MINE, TEN))).isFalse();
    }

    @Test
    void aRefusedClientIsNewsThoughVerdictsAreFlagged() {
        for (int i = 0; i < 6; i++) {
            slot(new UUID(i, 7), 1, WINDOW);
        }

        assertThat(refuseClient(MINE, 1)).isEqualTo(ClientRefusal.FIRST);
        assertThat(refuseClient(OTHER, 1)).isEqualTo(ClientRefusal.KNOWN);
    }
}
