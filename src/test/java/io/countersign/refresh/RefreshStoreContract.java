package io.countersign.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.connection.ConsentReason;
import io.countersign.crypto.Secret;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the statements promise, whoever keeps the rows: the simulation is worth as much as its store is like the real one. */
abstract class RefreshStoreContract {
    private static final Duration LEASE = Duration.ofSeconds(40);
    private static final Duration TAKEOVER = Duration.ofSeconds(15);
    private static final Duration REST = Duration.ofSeconds(6);

    private RefreshStoreFixture rows;
    private RefreshStore store;
    private Target target;

    abstract RefreshStoreFixture connected();

    @BeforeEach
    void connect() {
        rows = connected();
        store = rows.store();
        target = new Target(rows.id(), rows.integration(), rows.row().generation());
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(20));
    }

    private LeaseAnswer ask() {
        return await(store.lease(target, UUID.randomUUID(), LEASE, TAKEOVER));
    }

    private Lease leased() {
        return ((LeaseAnswer.Leased) ask()).lease();
    }

    private Duration closedFor() {
        return ((LeaseAnswer.Closed) ask()).pause();
    }

    private RefreshStore.Written write(Lease lease, @Nullable String refreshToken) {
        NewTokens tokens = new NewTokens(
                Secret.ofText("access"),
                refreshToken == null ? null : Secret.ofText(refreshToken),
                Duration.ofHours(8),
                refreshToken == null ? null : Duration.ofDays(30),
                null,
                0);
        return await(store.store(lease, tokens, Duration.ofSeconds(1), REST, Duration.ofDays(15)));
    }

    private void release(Lease lease, boolean unsure, double jitter) {
        await(store.release(lease, unsure, jitter, "no_answer").replaceWith(true));
    }

    private void refuse(Lease lease) {
        await(store.refuse(lease, ConsentReason.CONSENT_REVOKED, "consent_revoked")
                .replaceWith(true));
    }

    private Lease takenOver() {
        Lease slow = leased();
        rows.leaseTimeEnds();
        assertThat(ask()).isEqualTo(new LeaseAnswer.Closed(TAKEOVER));
        rows.leaseTimeEnds();
        return slow;
    }

    @Test
    void aLeaseExcludesOthersWhileItIsHeld() {
        Lease lease = leased();

        assertThat(lease.unsure()).isFalse();
        assertThat(lease.forced()).isFalse();
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
        assertThat(rows.row().unsure()).isFalse();
        assertThat(rows.row().owned()).isFalse();
    }

    @Test
    void storedTokensAreTheNextGenerationAndRest() {
        Lease lease = leased();

        assertThat(write(lease, "new")).isEqualTo(RefreshStore.Written.STORED);

        target = new Target(target.id(), target.integration(), target.generation() + 1);
        assertThat(closedFor()).isBetween(Duration.ofSeconds(1), REST);
        rows.leaseTimeEnds();
        assertThat(leased().refreshToken().revealText()).isEqualTo("new");
    }

    @Test
    void anAccessTokenEndsWithItsLifeAfterTheLease() {
        Lease lease = leased();

        write(lease, "new");

        assertThat(rows.row().accessLeft()).isBetween(Duration.ofHours(8).minusMinutes(1), Duration.ofHours(8));
    }

    @Test
    void aRefreshTokenThatWasNotReplacedStays() {
        Lease lease = leased();

        write(lease, null);

        target = new Target(target.id(), target.integration(), target.generation() + 1);
        rows.leaseTimeEnds();
        assertThat(leased().refreshToken()).isEqualTo(lease.refreshToken());
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
    void doubtStaysUntilTokensAreStored() {
        release(leased(), true, 0);
        release(leased(), false, 0);
        Lease lease = leased();
        assertThat(lease.unsure()).isTrue();
        assertThat(rows.row().failures()).isEqualTo(2);
        assertThat(rows.row().lastError()).isEqualTo("no_answer");

        write(lease, "new");

        assertThat(rows.row().unsure()).isFalse();
        assertThat(rows.row().failures()).isZero();
        assertThat(rows.row().lastError()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"0, 2", "1, 4", "2, 8", "3, 15", "1000000, 15"})
    void theBackOffDoublesToFifteenSeconds(int failures, int seconds) {
        rows.failures(failures);

        release(leased(), false, 1);

        assertThat(closedFor()).isBetween(Duration.ofMillis(seconds * 1000L - 1900), Duration.ofSeconds(seconds));
    }

    @Test
    void onlyOnesOwnLeaseIsReleasedExtendedRefusedOrHeld() {
        Lease lost = takenOver();
        leased();
        RefreshStoreFixture.Row before = rows.row();

        release(lost, true, 1);
        refuse(lost);
        await(store.hold(lost, LEASE, "held").replaceWith(true));

        assertThat(await(store.extend(lost, LEASE))).isEqualTo(new Extension.Lost());
        assertThat(rows.row())
                .usingRecursiveComparison()
                .ignoringFields("accessLeft")
                .isEqualTo(before);
        assertThat(ask()).isEqualTo(new LeaseAnswer.Held());
    }

    @Test
    void onesOwnLeaseIsExtendedWhileNobodyEmptiedIt() {
        Lease lease = leased();
        rows.leaseTimeEnds();

        assertThat(await(store.extend(lease, LEASE))).isEqualTo(new Extension.Extended());

        assertThat(ask()).isEqualTo(new LeaseAnswer.Held());
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
    void aHeldConnectionIsClosed() {
        await(store.hold(leased(), Duration.ofMinutes(10), "refusal_held").replaceWith(true));

        assertThat(closedFor()).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10));
        assertThat(rows.row().state()).isEqualTo("active");
        assertThat(rows.row().unsure()).isFalse();
    }
}
