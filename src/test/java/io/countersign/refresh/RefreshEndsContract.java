package io.countersign.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How an attempt ends without tokens, whoever keeps the rows, what the trail tells of it, and how many calls there may
 * be.
 */
abstract class RefreshEndsContract extends RefreshContract {
    @Test
    void doubtStaysUntilTokensAreStored() {
        release(leased(), false, 0);
        assertThat(rows.row().unsure()).isFalse();
        release(leased(), true, 0);
        release(leased(), false, 0);
        Lease lease = leased();
        assertThat(lease.unsure()).isTrue();
        assertThat(rows.row().failures()).isEqualTo(3);
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

    @ParameterizedTest
    @CsvSource({"0, 2", "3, 16", "6, 128", "8, 300", "1000000, 300"})
    void afterUnknownWordsTheBackOffDoublesToFiveMinutes(int failures, int seconds) {
        rows.failures(failures);

        countRefusal(leased(), "invalid_request", 1);

        assertThat(closedFor()).isBetween(Duration.ofMillis(seconds * 1000L - 1900), Duration.ofSeconds(seconds));
        assertThat(rows.row().lastError()).isEqualTo("invalid_request");
    }

    @Test
    void unknownWordsAreCountedWhileTheyAreTheSame() {
        Lease first = leased();
        assertThat(first.unknownRefusals()).isEqualTo(UnknownRefusals.none());
        countRefusal(first, "invalid_grant", 0);
        countRefusal(leased(), "invalid_grant", 0);
        release(leased(), true, 0);
        assertThat(leased().unknownRefusals())
                .as("what is no refusal ends no count")
                .satisfies(refusals -> assertThat(refusals.times()).isEqualTo(2))
                .satisfies(refusals -> assertThat(refusals.code()).isEqualTo("invalid_grant"));
    }

    @Test
    void anotherCodeOrNewTokensBeginAnew() {
        countRefusal(leased(), "invalid_grant", 0);
        countRefusal(leased(), "invalid_request", 0);
        Lease lease = leased();
        assertThat(lease.unknownRefusals().code()).isEqualTo("invalid_request");
        assertThat(lease.unknownRefusals().times()).isEqualTo(1);
        assertThat(lease.unsure()).isFalse();

        write(lease, "new");

        target = new Target(target.id(), target.integration(), target.generation() + 1);
        rows.leaseTimeEnds();
        assertThat(leased().unknownRefusals()).isEqualTo(UnknownRefusals.none());
    }

    @Test
    void onlyOnesOwnLeaseIsReleasedExtendedRefusedOrHeld() {
        Lease lost = takenOver();
        leased();
        Rows.Row before = rows.row();

        release(lost, true, 1);
        refuse(lost);
        run(store.giveBack(lost, GivenBack.held(LEASE, "held")));
        countRefusal(lost, "invalid_grant", 1);

        assertThat(await(store.extend(lost, LEASE, true))).isEqualTo(new Extension.Lost());
        assertThat(events()).isEmpty();
        assertThat(rows.row())
                .usingRecursiveComparison()
                .ignoringFields("accessLeft")
                .isEqualTo(before);
        assertThat(ask()).isEqualTo(new LeaseAnswer.Held());
    }

    @Test
    void whatChangesNoStateIsNoEvent() {
        release(leased(), true, 0);
        write(leased(), "new");

        assertThat(events()).isEmpty();
    }

    @Test
    void aHeldConnectionIsClosed() {
        run(store.giveBack(leased(), GivenBack.held(Duration.ofMinutes(10), "refusal_held")));

        assertThat(closedFor()).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10));
        assertThat(rows.row().state()).isEqualTo("active");
        assertThat(rows.row().unsure()).isFalse();
        assertThat(events()).isEmpty();
    }

    /** However it ends: each attempt may have called once. */
    @Test
    void tenCallsAreAllThereMayBeInAMinute() {
        for (int i = 0; i < 9; i++) {
            release(leased(), false, 0);
        }
        Lease tenth = leased();

        assertThat(await(store.extend(tenth, LEASE, true))).isEqualTo(new Extension.TooMany());
        assertThat(await(store.extend(tenth, LEASE, false)))
                .as("nothing was sent")
                .isEqualTo(new Extension.Extended());
        release(tenth, false, 0);
        assertThat(closedFor()).isBetween(Duration.ofSeconds(40), Duration.ofSeconds(70));
        rows.minutePasses();
        release(leased(), false, 0);
    }

    @Test
    void aFurtherCallCounts() {
        Lease first = leased();
        for (int i = 0; i < 9; i++) {
            assertThat(await(store.extend(first, LEASE, true))).isEqualTo(new Extension.Extended());
        }

        assertThat(await(store.extend(first, LEASE, true))).isEqualTo(new Extension.TooMany());
    }

    /** A replica that lacks a key meets the connection again and again, and another one renews it. */
    @Test
    void whatWasNotUsedCostsNobodyACall() {
        for (int i = 0; i < 12; i++) {
            run(store.giveBack(leased(), GivenBack.unused("key_missing")));
        }

        assertThat(rows.row().lastError()).isEqualTo("key_missing");
        aFurtherCallCounts();
    }

    /**
     * With the one call that becomes free first, the next attempt would ask the same client secret again, and so for
     * ever.
     */
    @Test
    void whoIsOutOfCallsLeavesTenToTheNext() {
        release(leased(), false, 0);
        rows.minutePasses();
        Lease second = leased();
        for (int i = 0; i < 8; i++) {
            await(store.extend(second, LEASE, true));
        }
        run(store.giveBack(second, GivenBack.outOfCalls("call_limit")));

        assertThat(closedFor()).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(70));
        assertThat(rows.row().lastError()).isEqualTo("call_limit");
        rows.minutePasses();
        aFurtherCallCounts();
    }
}
