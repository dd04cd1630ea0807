package io.countersign.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.refresh.gate.UpstreamGate.ClientRefusal;
import io.countersign.refresh.gate.UpstreamGate.VerdictSlot;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What becomes of refusals that were found with former client secrets, whoever keeps the rows. */
abstract class FormerSecretsContract extends RefreshContract {
    @Test
    void aClientThatWasRefusedWithFormerSecretsKeepsNoLeaseFromBeingExtended() {
        Lease leased = leased(MINE);
        refuseClient(OTHER, 1);
        assertThat(await(store.extend(leased, LEASE, true))).isInstanceOf(Extension.GateClosed.class);

        rows.addSecret();

        assertThat(await(store.extend(leased, LEASE, true))).isEqualTo(new Extension.Extended());
    }

    @Test
    void aRefusalOfFormerSecretsClosesNothing() {
        rows.addSecret();

        assertThat(refuseClient(MINE, 1)).isEqualTo(ClientRefusal.OUTDATED);

        assertThat(ask(OTHER)).isInstanceOf(LeaseAnswer.Leased.class);
    }

    @Test
    void aVerdictDoesNotRenewTheFaultOfFormerSecrets() {
        refuseClient(MINE, 1);
        rows.addSecret();

        assertThat(slot(OTHER, 1_000, WINDOW)).isEqualTo(VerdictSlot.TAKEN);

        assertThat(ask(OTHER)).isInstanceOf(LeaseAnswer.Leased.class);
    }

    @Test
    void verdictsAreOfThePresentSecrets() {
        assertThat(await(gate.noteVerdict(GateKeys.ofCodes(integration), 1))).isTrue();
        assertThat(await(gate.noteVerdict(GateKeys.ofCodes(integration), 1))).isTrue();
        assertThat(ask(MINE)).as("closes nothing").isInstanceOf(LeaseAnswer.Leased.class);

        rows.addSecret();

        assertThat(await(gate.noteVerdict(GateKeys.ofCodes(integration), 1))).isFalse();
        assertThat(slot(MINE, 1, WINDOW)).isEqualTo(VerdictSlot.OUTDATED);
        assertThat(await(gate.noteVerdict(GateKeys.ofCodes(integration), 2))).isTrue();
        assertThat(slot(MINE, 2, WINDOW)).isEqualTo(VerdictSlot.TAKEN);
    }

    @Test
    void aRefusedClientIsFlaggedOnceAndWaitsForAnotherSecret() {
        assertThat(refuseClient(MINE, 1)).isEqualTo(ClientRefusal.FIRST);
        assertThat(refuseClient(OTHER, 1)).isEqualTo(ClientRefusal.KNOWN);
        assertThat(pausedFor()).isBetween(Duration.ofSeconds(1), TEN);

        rows.addSecret();

        assertThat(leased(OTHER).marked()).isTrue();
    }

    @Test
    void aNewSecretEndsNoPauseThatDocuSignAskedFor() {
        refuseClient(MINE, 1);
        run(gate.pause(GateKeys.ofCodes(integration), PATIENCE));

        rows.addSecret();

        assertThat(ask(OTHER)).isInstanceOf(LeaseAnswer.Paused.class);
    }

    @Test
    void aTripLeavesTheClientsPauseToANewSecret() {
        refuseClient(MINE, 1);
        rows.pauseEnds();

        run(gate.trip(GateKeys.ofCodes(integration), TEN));
        assertThat(pausedFor()).isBetween(Duration.ofSeconds(1), TEN);

        rows.addSecret();
        assertThat(ask(OTHER)).isInstanceOf(LeaseAnswer.Leased.class);
    }

    @Test
    void withTheNewSecretATripIsTheBreakersAndStays() {
        refuseClient(MINE, 1);
        rows.addSecret();

        run(gate.trip(GateKeys.ofCodes(integration), TEN));

        assertThat(pausedFor()).isBetween(Duration.ofSeconds(1), TEN);
        rows.addSecret();
        assertThat(pausedFor()).isBetween(Duration.ofSeconds(1), TEN);
        rows.pauseEnds();
        assertThat(ask(OTHER))
                .as("new secrets do not help where nobody answers")
                .isInstanceOf(LeaseAnswer.ProbeDue.class);
    }

    @Test
    void aVerdictOfFormerSecretsIsNotWrittenAfterTheNewOnesWereSeenTo() {
        Lease lease = leased(MINE);
        assertThat(await(gate.noteVerdict(GateKeys.ofCodes(integration), 1))).isTrue();
        rows.addSecret();
        rows.revive();

        assertThat(refuseToken(lease, 1)).isFalse();

        assertThat(rows.row().state()).isEqualTo("active");
        assertThat(rows.row().owned()).as("still ours, to be released").isTrue();
        assertThat(refuseToken(lease, 2)).isTrue();
        assertThat(rows.row().state()).isEqualTo("consent_required");
    }
}
