package io.countersign.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.connection.ConsentReason;
import io.countersign.docusign.AccessLife;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * What holds of a connection's own tokens beyond the other contracts: callers use them and report them, a verdict about
 * them costs a consent, and so it can be taken back.
 */
abstract class OwnTokensContract extends RefreshContract {
    @Test
    void nothingIsForcedUnasked() {
        Lease lease = leased();

        assertThat(lease.finality()).isEqualTo(Finality.WITH_SLOT);
        assertThat(lease.accessLeft()).isPositive();
    }

    @Test
    void aRestoredTokenIsInDoubtAndItsRefusalNeedsNoSlot() {
        rows.markRestored();

        Lease lease = leased();

        assertThat(lease.unsure()).isTrue();
        assertThat(lease.finality()).isEqualTo(Finality.RESTORED);
        refuse(lease);
        assertThat(events()).containsExactly("connection.consent_required lost_response");
    }

    @Test
    void whoeverIsAtItWhenTheDatabaseIsMarkedKeepsItsLease() {
        Lease lease = leased(MINE);

        rows.markRestored();

        assertThat(rows.row().owned()).isTrue();
        assertThat(rows.row().unsure()).isTrue();
        write(lease, "new");
        assertThat(rows.row().unsure()).isFalse();
    }

    /** Its rest belongs to the past, and may reach far into the future of a server whose clock is behind. */
    @Test
    void whatWasJustRenewedIsTriedAtOnceWhenTheDatabaseIsMarked() {
        write(leased(MINE), "new");
        target = new Target(rows.id(), integration, rows.row().generation());

        rows.markRestored();

        assertThat(leased(OTHER).finality()).isEqualTo(Finality.RESTORED);
    }

    @Test
    void theNextTokenIsNoRestoredOne() {
        rows.markRestored();
        write(leased(MINE), "new");
        rows.leaseTimeEnds();

        target = new Target(rows.id(), integration, rows.row().generation());

        assertThat(leased(OTHER).finality()).isEqualTo(Finality.WITH_SLOT);
    }

    @Test
    void aReportedAccessTokenIsNotHandedOverToBeKept() {
        rows.rejectAccessToken();

        assertThat(leased().held()).isNull();
    }

    /** The report came while the renewal that keeps the token was under way: it is the same token still. */
    @Test
    void aReportedAccessTokenThatWasKeptStaysReported() {
        Lease lease = leased();
        HeldAccess held = Objects.requireNonNull(lease.held());
        rows.rejectAccessToken();

        NewTokens better = shorter().orHeld(held, lease.givenAt(), AccessLife.OF_AUTHORIZATION_CODE);
        await(store.store(lease, better, TEN, REST, Duration.ofDays(15)));

        nextGeneration();
        assertThat(leased().held()).isNull();
    }

    @Test
    void aNewAccessTokenLeavesTheReportBehind() {
        Lease lease = leased();
        rows.rejectAccessToken();

        write(lease, "new");

        nextGeneration();
        assertThat(Objects.requireNonNull(leased().held()).token().revealText()).isEqualTo("access of new");
    }

    /** Both sent the same token: what DocuSign ends because of it is nobody's revocation. */
    @Test
    void tokensThatLandOverARefusalAreInDoubt() {
        Lease late = takenOver();
        refuse(leased());

        assertThat(write(late, "late")).isEqualTo(RefreshStore.Written.STORED);

        assertThat(rows.row().unsure()).isTrue();
        nextGeneration();
        refuse(leased());
        assertThat(rows.row().reason()).isEqualTo("lost_response");
    }

    @Test
    void aRefusalKeepsTheGenerationAndALateSuccessBringsItBack() {
        Lease late = takenOver();
        refuse(leased());
        assertThat(rows.row().state()).isEqualTo("consent_required");
        assertThat(rows.row().reason())
                .as("the row is in doubt since the takeover")
                .isEqualTo("lost_response");
        assertThat(rows.row().generation()).isEqualTo(target.generation());
        assertThat(ask()).isEqualTo(new LeaseAnswer.Moved());

        assertThat(write(late, "late")).isEqualTo(RefreshStore.Written.STORED);

        assertThat(rows.row().state()).isEqualTo("active");
        assertThat(rows.row().reason()).isNull();
    }

    @Test
    void aRefusalAndARecoveryAreEventsOfTheirStatements() {
        Lease lease = leased();
        refuse(lease);
        assertThat(events()).containsExactly("connection.consent_required consent_revoked");

        write(lease, "late");
        write(lease, "late");

        assertThat(events())
                .containsExactly("connection.consent_required consent_revoked", "connection.recovered consent_revoked");
    }

    @Test
    void theEventNamesTheReasonThatTheRowGot() {
        takenOver();

        refuse(leased());

        assertThat(events()).containsExactly("connection.consent_required lost_response");
    }

    @Test
    void aStaleAnswerAndADisconnectAreNoRecovery() {
        Lease lease = leased();
        refuse(lease);
        rows.disconnect();

        write(lease, "late");

        assertThat(events()).containsExactly("connection.consent_required consent_revoked", "connection.disconnected");
    }

    @Test
    void aNewSecretRevivesVerdictsThatNeededNoSlot() {
        assertThat(await(gate.noteVerdict(GateKeys.ofCodes(integration), 1))).isTrue();
        assertThat(await(store.refuse(leased(MINE), ConsentReason.REFRESH_TOKEN_EXPIRED, "refresh_token_expired")))
                .isEqualTo(new Recorded.Stands(ConsentReason.REFRESH_TOKEN_EXPIRED, "refresh_token_expired"));
        rows.leaseTimeEnds();
        assertThat(ask(OTHER)).isEqualTo(new LeaseAnswer.Moved());

        rows.addSecret();
        rows.revive();

        assertThat(leased(OTHER).finality()).isEqualTo(Finality.AT_ONCE);
    }

    @Test
    void aRefusedClientLeavesTheVerdictsOfFormerSecretsToBeRevived() {
        Lease lease = leased(MINE);
        assertThat(await(gate.noteVerdict(GateKeys.ofCodes(integration), 1))).isTrue();
        assertThat(refuseToken(lease, 1)).isTrue();
        rows.addSecret();
        refuseClient(OTHER, 2);

        rows.revive();

        assertThat(ask(OTHER)).isInstanceOf(LeaseAnswer.Leased.class);
    }
}
