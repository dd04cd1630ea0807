package io.countersign.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.docusign.AccessLife;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the statements promise, whoever keeps the rows: the simulation is worth as much as its store is like the real
 * one.
 */
abstract class RefreshStoreContract extends RefreshContract {
    @Test
    void aLeaseExcludesOthersWhileItIsHeld() {
        Lease lease = leased();

        assertThat(lease.unsure()).isFalse();
        assertThat(lease.marked()).isFalse();
        assertThat(lease.refreshLeft()).isBetween(Duration.ofDays(29), Duration.ofDays(30));
        assertThat(ask()).isEqualTo(new LeaseAnswer.Held());
    }

    @Test
    void anotherGenerationIsMoved() {
        Target former = new Target(target.id(), target.integration(), target.generation() - 1);

        assertThat(await(store.lease(former, UUID.randomUUID(), LEASE, TAKEOVER)))
                .isEqualTo(new LeaseAnswer.Moved());
        assertThat(rows.row().owned()).isFalse();
    }

    @Test
    void whatIsDisconnectedDeletedOrMadeAgainIsMoved() {
        rows.disconnect();
        assertThat(ask()).isEqualTo(new LeaseAnswer.Moved());
        rows.delete();
        assertThat(ask()).isEqualTo(new LeaseAnswer.Moved());
        rows.create();
        assertThat(ask()).isEqualTo(new LeaseAnswer.Moved());
    }

    @Test
    void anExpiredLeaseIsEmptiedAndClosedForAWhile() {
        leased();
        rows.leaseTimeEnds();

        assertThat(ask()).isEqualTo(new LeaseAnswer.Closed(TAKEOVER));

        assertThat(rows.row().owned()).isFalse();
        assertThat(rows.row().unsure()).isTrue();
        assertThat(closedFor()).isBetween(Duration.ofSeconds(10), TAKEOVER);
        rows.leaseTimeEnds();
        assertThat(leased().unsure()).isTrue();
    }

    @Test
    void aSlowOwnersAnswerStillLands() {
        Lease slow = takenOver();
        leased();

        assertThat(write(slow, "late")).isEqualTo(RefreshStore.Written.STORED);

        assertThat(rows.row().generation()).isEqualTo(target.generation() + 1);
        assertThat(rows.row().owned()).isFalse();
    }

    /**
     * Both sent the same token: DocuSign may end the authorisation when the second call arrives, and that is nobody's
     * revocation.
     */
    @ParameterizedTest
    @EnumSource
    void tokensThatLandOverAnotherAttemptAreInDoubt(Other other) {
        Lease late = takenOver();
        other.does(this, leased());

        assertThat(write(late, "late")).isEqualTo(RefreshStore.Written.STORED);

        assertThat(rows.row().unsure()).isTrue();
        target = new Target(target.id(), target.integration(), target.generation() + 1);
        rows.leaseTimeEnds();
        refuse(leased());
        assertThat(rows.row().reason()).isEqualTo("lost_response");
    }

    /** What the other attempt has come to when the late answer lands. */
    enum Other {
        IS_OUT,
        HEARD_NOTHING,
        IS_HELD,
        WAS_TAKEN_OVER;

        private void does(RefreshStoreContract steps, Lease lease) {
            switch (this) {
                case IS_OUT -> {}
                case HEARD_NOTHING -> steps.release(lease, true, 0);
                case IS_HELD -> run(steps.store.giveBack(lease, GivenBack.held(LEASE, "refusal_held")));
                case WAS_TAKEN_OVER -> {
                    steps.rows.leaseTimeEnds();
                    assertThat(steps.ask()).isEqualTo(new LeaseAnswer.Closed(TAKEOVER));
                }
            }
        }
    }

    @Test
    void theDoubtOfTokensThatLandedSoEndsWithTheNext() {
        Lease late = takenOver();
        leased();
        write(late, "late");
        target = new Target(target.id(), target.integration(), target.generation() + 1);
        rows.leaseTimeEnds();

        write(leased(), "next");

        assertThat(rows.row().unsure()).isFalse();
    }

    @Test
    void storedTokensAreTheNextGenerationAndRest() {
        Lease lease = leased();

        assertThat(write(lease, "new")).isEqualTo(RefreshStore.Written.STORED);

        target = new Target(target.id(), target.integration(), target.generation() + 1);
        assertThat(closedFor()).isBetween(Duration.ofSeconds(1), REST);
        rows.leaseTimeEnds();
        assertThat(spent(leased())).isEqualTo("new");
    }

    @Test
    void anAccessTokenEndsWithItsLifeAfterTheLease() {
        Lease lease = leased();

        write(lease, "new");

        assertThat(rows.row().accessLeft()).isBetween(Duration.ofHours(8).minusMinutes(1), Duration.ofHours(8));
    }

    @Test
    void aLeaseKnowsTheAccessTokenThatItReplaces() {
        write(leased(), "new");
        target = new Target(target.id(), target.integration(), target.generation() + 1);
        rows.leaseTimeEnds();

        Lease lease = leased();

        HeldAccess held = Objects.requireNonNull(lease.held());
        assertThat(held.token().revealText()).isEqualTo("access of new");
        assertThat(Duration.between(lease.givenAt(), held.endsAt()))
                .isBetween(Duration.ofHours(8).minusMinutes(1), Duration.ofHours(8));
    }

    /** To the digit: replicas know it by its end, also where the database's clock was set back during the call. */
    @Test
    void anAccessTokenThatIsKeptEndsWhenItEnded() {
        write(leased(), "new");
        target = new Target(target.id(), target.integration(), target.generation() + 1);
        rows.leaseTimeEnds();
        Lease lease = leased();
        HeldAccess held = Objects.requireNonNull(lease.held());

        NewTokens better = shorter().orHeld(held, lease.givenAt(), AccessLife.OF_AUTHORIZATION_CODE);
        await(store.store(lease, better, TEN, REST, Duration.ofDays(15)));

        nextGeneration();
        Lease next = leased();
        assertThat(spent(next)).isEqualTo("newer");
        assertThat(next.held()).isEqualTo(held);
    }

    /** Nobody can get them a second time: they are neither lost nor called stale for it. */
    @Test
    void tokensAreStoredWhereTheKeysetHasMovedOnSinceTheLease() {
        Lease lease = leased();
        rows.rotateKeyset();

        assertThat(write(lease, "new")).isEqualTo(RefreshStore.Written.STORED);

        nextGeneration();
        rows.leaseTimeEnds();
        assertThat(spent(leased())).isEqualTo("new");
    }

    @Test
    void aRefreshTokenThatWasNotReplacedStays() {
        Lease lease = leased();

        write(lease, null);

        target = new Target(target.id(), target.integration(), target.generation() + 1);
        rows.leaseTimeEnds();
        Lease next = leased();
        assertThat(spent(next)).isEqualTo(spent(lease));
        assertThat(next.unsure()).as("DocuSign always issues a new one").isTrue();
    }

    @Test
    void anUnknownCommitOfOursIsRecognised() {
        Lease lease = leased();
        write(lease, "new");

        assertThat(write(lease, "new")).isEqualTo(RefreshStore.Written.STORED);

        assertThat(rows.row().generation()).isEqualTo(target.generation() + 1);
    }

    @Test
    void anAnswerToSpentTokensIsStale() {
        Lease first = takenOver();
        write(leased(), "second");

        assertThat(write(first, "first")).isEqualTo(RefreshStore.Written.STALE);
    }

    @Test
    void anAnswerThatMeetsADisconnectADeletionOrANewConnectionIsStale() {
        Lease lease = leased();

        rows.disconnect();
        assertThat(write(lease, "new")).isEqualTo(RefreshStore.Written.STALE);
        assertThat(rows.row().state()).isEqualTo("disconnected");
        rows.delete();
        assertThat(write(lease, "new")).isEqualTo(RefreshStore.Written.STALE);
        rows.create();
        assertThat(write(lease, "new")).isEqualTo(RefreshStore.Written.STALE);
    }

    @Test
    void onesOwnLeaseIsExtendedWhileNobodyEmptiedIt() {
        Lease lease = leased();
        rows.leaseTimeEnds();

        assertThat(await(store.extend(lease, LEASE, true))).isEqualTo(new Extension.Extended());

        assertThat(ask()).isEqualTo(new LeaseAnswer.Held());
    }
}
