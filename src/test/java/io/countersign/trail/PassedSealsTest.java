package io.countersign.trail;

import static io.countersign.trail.TestingTrailDatabase.planted;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestingWait;
import io.countersign.trail.BrokenSeal.Found;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Old events go, and what is left is proven, whatever rows sealing once passed over because they did not hold. */
class PassedSealsTest {
    @AutoClose
    private static final TestingTrailDatabase TRAIL = new TestingTrailDatabase();

    @BeforeEach
    void empty() {
        TRAIL.empty();
    }

    private static void end() {
        TestingWait.answer(RetentionTest.retentionOf(TRAIL).end(Duration.ZERO));
    }

    private static void sealOf(int events) {
        TRAIL.record(events);
        TRAIL.seal();
    }

    private static void assertChanged(long seal) {
        assertThat(TRAIL.verify().broken())
                .isNotNull()
                .extracting(BrokenSeal::number, BrokenSeal::found)
                .containsExactly(seal, Found.EVENTS);
    }

    private static long left() {
        return TRAIL.sql.number("SELECT count(*) FROM audit_event WHERE type LIKE 'event.%'");
    }

    /** Seals 2 and 3, of 600 events each, are damaged; 4 and 5 cover those anew; then 2 and 3 hold again. */
    private static void mended() {
        sealOf(2);
        sealOf(600);
        sealOf(600);
        TRAIL.turnHash(2);
        sealOf(1);
        TRAIL.turnHash(2);
        assertThat(TRAIL.verify())
                .extracting(Verification.Verified::number, Verification.Verified::broken)
                .containsExactly(5L, null);
        TRAIL.awaitToldBroken(1);
    }

    @Test
    void twoSealsOverTheSameEventsEndNeitherRetentionNorTheProof() {
        // Given
        mended();

        // When: the first thousand of them go with seal 4, the middle of what seal 3 covers
        end();

        // Then
        assertThat(left()).isEqualTo(201);
        assertThat(TRAIL.verify().broken()).isNull();

        // When
        sealOf(2);
        end();

        // Then
        assertThat(left()).isEqualTo(2);
        assertThat(TRAIL.verify())
                .extracting(Verification.Verified::number, Verification.Verified::broken)
                .containsExactly(6L, null);
    }

    /** Also where the line becomes another one while retention looks at it. */
    @Test
    void whatIsProvenByOthersAloneIsNotEnded() {
        mended();
        end();
        SealRows.Bound beside = TestingWait.answer(TRAIL.seals.after(2, 1)).getFirst();
        SealProof proof = new SealProof(TRAIL.seals, TRAIL.events, new SealHash(TRAIL.key()));

        assertThat(TestingWait.answer(proof.of(beside))).isEmpty();
        assertThat(TestingWait.answer(proof.toEnd(null, beside))).contains(BrokenSeal.of(beside.seal(), Found.EVENTS));
    }

    /** Whether or not some of them went already. */
    @ParameterizedTest
    @CsvSource({"false, 3", "true, 5"})
    void aChangeOfWhatTwoSealsCoverIsFound(boolean ended, int seal) {
        mended();
        if (ended) {
            end();
        }

        TRAIL.asOwner("UPDATE audit_event SET actor = 'x' WHERE id = 1202");

        assertChanged(seal);
    }

    /** The former seal tells what the one that was made over it does not. */
    @Test
    void whatWasChangedWhileASealDidNotHoldIsFoundWhenItDoes() {
        TRAIL.threeSeals();
        TRAIL.turnHash(2);
        TRAIL.asOwner("UPDATE audit_event SET actor = 'x' WHERE id = 3");
        sealOf(1);
        TRAIL.turnHash(2);

        assertChanged(2);
        sealOf(1);
        end();
        assertThat(left()).isEqualTo(1);
    }

    /** Other seals on and beside the line have the ended ones; what was changed is behind those. */
    @Test
    void theEndOfOtherEventsProvesNothing() {
        // Given: seal 5 covers the first thousand of those in 2 and 3, and 6 the rest with those of 4
        sealOf(2);
        sealOf(600);
        sealOf(600);
        sealOf(2);
        TRAIL.turnHash(2);
        TRAIL.turnHash(3);
        TRAIL.asOwner("UPDATE audit_event SET actor = 'x' WHERE id = 1203");
        sealOf(1);
        TRAIL.turnHash(2);
        TRAIL.turnHash(3);
        TRAIL.awaitToldBroken(1);

        // When
        end();

        // Then
        assertThat(left()).isEqualTo(203);
        assertChanged(4);
    }

    /** It ends the first events of the seal beside it, and led the trail away from the last. */
    @Test
    void theEndOfASealThatWasPutBackProvesNothing() {
        CutEndTest.takenAway(TRAIL);
        CutEndTest.putBack(TRAIL);

        end();

        assertThat(left()).isEqualTo(1);
        assertChanged(4);
    }

    /** They say that they end among old events, and are old themselves; sealing goes past them. */
    @ParameterizedTest
    @CsvSource({"5, 1", "3 + n, 60"})
    void plantedRowsAreToldOfAndKeepNothing(String numbers, int times) {
        // Given
        TRAIL.threeSeals();
        TRAIL.asOwner(planted(numbers, times) + """
                UPDATE audit_seal p SET first_era = o.first_era, first_transaction = o.first_transaction,
                    first_id = o.first_id, last_era = o.first_era, last_transaction = o.first_transaction,
                    last_id = o.first_id, sealed_at = '-infinity'
                FROM audit_seal o WHERE p.mac = '' AND o.number = 2;
                """);
        sealOf(2);
        TRAIL.awaitToldBroken(1);
        sealOf(2);

        // When
        end();

        // Then
        assertThat(left()).isEqualTo(2);
        assertThat(TRAIL.verify().broken())
                .isNotNull()
                .extracting(BrokenSeal::found)
                .isEqualTo(Found.SEAL);
        assertThat(TRAIL.figure("broken")).isEqualTo(1);
    }

    /** Neither what is younger, nor what no seal covers, nor the newest: whatever a row says of them. */
    @Test
    void aPlantedRowEndsNothing() {
        TRAIL.threeSeals();
        TRAIL.asOwner(planted("9", 1)
                + "UPDATE audit_seal SET first_era = 0, first_transaction = '0', sealed_at = '-infinity',"
                + " dropped_at = now(), dropped_mac = '' WHERE number = 9;" + planted("5", 1)
                + "UPDATE audit_seal SET sealed_at = '-infinity', first_era = 0 WHERE number = 5");
        sealOf(2);
        TRAIL.record(1);

        TestingWait.answer(RetentionTest.retentionOf(TRAIL).end(Duration.ofHours(1)));

        assertThat(left()).isEqualTo(9);
        TRAIL.awaitToldBroken(1);
        end();
        assertThat(TRAIL.sql.rows(
                        row -> row.getLong(1), "SELECT id FROM audit_event WHERE type LIKE 'event.%' ORDER BY id"))
                .hasSize(3)
                .isEqualTo(List.of(7L, 8L, TRAIL.sql.number("""
                        SELECT max(id) FROM audit_event WHERE type LIKE 'event.%'
                        """)));
    }
}
