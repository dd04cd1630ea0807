package io.countersign.trail;

import static io.countersign.trail.TestingTrailDatabase.planted;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestingWait;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An end of the trail that is cut off with its seals is missed by a replica that knew it, and by nothing else. */
class CutEndTest {
    @AutoClose
    private static final TestingTrailDatabase TRAIL = new TestingTrailDatabase();

    @BeforeEach
    void empty() {
        TRAIL.empty();
    }

    /** What answers a verification on the replica. */
    private static VerificationResource verifying() {
        return new VerificationResource(
                TRAIL.verification,
                new LastSeal(TRAIL.seals, TRAIL.kept(), TRAIL.broken),
                TRAIL.events,
                TRAIL.kept(),
                TRAIL.broken);
    }

    /** One that knows the newest of three seals, and tells alone of what it misses. */
    private static Sealing knowing() {
        Sealing replica = TRAIL.sealing();
        TRAIL.threeSeals();
        TestingWait.answer(replica.sealAll(Duration.ZERO));
        TestingWait.answer(replica.sealAll(Duration.ZERO));
        assertThat(TRAIL.figure("broken")).isZero();
        return replica;
    }

    private static void assertMissed(int seal) {
        TestingWait.until("it is recorded", () -> TRAIL.sql.number("""
                SELECT count(*) FROM audit_event WHERE type = 'trail.broken'
                  AND details = jsonb_build_object('seal', ?::text, 'found', 'gone')
                """, Integer.toString(seal)) == 1);
        assertThat(TRAIL.figure("broken")).isEqualTo(1);
        VerificationView verified = TestingWait.answer(verifying().verify("0", 1000));
        assertThat(verified.holds()).isFalse();
        assertThat(verified.broken())
                .isNotNull()
                .extracting(VerificationView.BrokenSealView::seal, VerificationView.BrokenSealView::found)
                .containsExactly((long) seal, "gone");
    }

    /**
     * Seal 5, which follows 3 because a planted row was passed over, is taken away with that row. Seal 4 is made over
     * its events and one more, the last.
     */
    static void takenAway(TestingTrailDatabase trail) {
        trail.threeSeals();
        trail.asOwner(planted("4", 1));
        trail.record(2);
        trail.seal();
        trail.awaitToldBroken(1);
        trail.asOwner("CREATE TABLE taken AS SELECT * FROM audit_seal WHERE number = 5;"
                + "DELETE FROM audit_seal WHERE number > 3");
        trail.record(1);
        trail.seal();
        assertThat(trail.verify().last()).isNotNull().extracting(Seal::number).isEqualTo(4L);
    }

    /** Above seal 4. The last event is changed, which seal 5 does not cover, and sealed anew. */
    static void putBack(TestingTrailDatabase trail) {
        trail.asOwner("INSERT INTO audit_seal SELECT * FROM taken; DROP TABLE taken;"
                + "UPDATE audit_event SET actor = 'x'"
                + " WHERE id = (SELECT max(id) FROM audit_event WHERE type LIKE 'event.%')");
        trail.seal();
        assertThat(trail.sql.number("SELECT follows FROM audit_seal WHERE number = 6"))
                .isEqualTo(5);
    }

    /** Cut off, or made anew by whoever has the keyring as well: no seal tells, but a replica that runs on. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aReplicaMissesTheNewestSealThatItKnew(int anew) {
        // Given
        Sealing replica = knowing();

        // When
        TRAIL.asOwner("DELETE FROM audit_seal WHERE number = 3");
        for (int i = 0; i < anew; i++) {
            TRAIL.seal();
            TRAIL.record(1);
        }
        TestingWait.answer(replica.sealAll(Duration.ofHours(1)));

        // Then
        assertMissed(3);
    }

    /** That it hides behind a row which is told of first, and goes when the number has been given again. */
    @Test
    void aCutThatAPlantedRowHidesIsMissed() {
        // Given
        Sealing replica = knowing();

        // When
        TRAIL.asOwner("DELETE FROM audit_seal WHERE number = 3;" + planted("9", 1));
        TestingWait.answer(replica.sealAll(Duration.ZERO));
        TRAIL.asOwner("DELETE FROM audit_seal WHERE number = 9");
        TestingWait.answer(replica.sealAll(Duration.ZERO));

        // Then
        assertMissed(3);
    }

    /** Also where it did not hold for a while, and sealing went on below it. */
    @Test
    void oneThatDidNotHoldIsMissedWhenItGoes() {
        // Given
        Sealing replica = knowing();
        TRAIL.asOwner("DELETE FROM audit_seal WHERE number = 2");
        TestingWait.answer(replica.sealAll(Duration.ZERO));
        assertThat(TRAIL.broken.gone()).isEmpty();

        // When
        TRAIL.asOwner("DELETE FROM audit_seal WHERE number = 3");
        TestingWait.answer(replica.sealAll(Duration.ofHours(1)));

        // Then
        assertMissed(3);
    }

    /** It stands there and holds; what counts goes on past it, with a seal that holds as well. */
    @Test
    void oneThatTheTrailIsLedPastIsMissed() {
        // Given
        takenAway(TRAIL);
        Sealing replica = TRAIL.sealing();
        TestingWait.answer(replica.sealAll(Duration.ofHours(1)));

        // When
        putBack(TRAIL);
        TestingWait.answer(replica.sealAll(Duration.ofHours(1)));

        // Then
        assertThat(TRAIL.broken.gone())
                .get()
                .extracting(BrokenSeal::number, BrokenSeal::found)
                .containsExactly(4L, BrokenSeal.Found.GONE);
        TRAIL.awaitToldBroken(2);
    }

    /** What no seal tells, and what a number that somebody kept elsewhere does. */
    @Test
    void aTailThatIsCutOffWithItsSealsIsNotFound() {
        TRAIL.threeSeals();

        TRAIL.asOwner("DELETE FROM audit_event WHERE id > 4; DELETE FROM audit_seal WHERE number = 3");

        assertThat(TRAIL.verify().broken()).isNull();
        assertThat(TRAIL.verify().last()).isNotNull().extracting(Seal::number).isEqualTo(2L);
    }
}
