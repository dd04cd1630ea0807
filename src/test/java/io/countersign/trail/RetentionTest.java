package io.countersign.trail;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestingWait;
import io.countersign.audit.TestingEvents;
import io.countersign.database.DatabaseReach;
import io.countersign.trail.BrokenSeal.Found;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Old events go by whole seals, and what is left is proven as ever. */
class RetentionTest {
    /** As a replica has it whose clock is well. */
    private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

    @AutoClose
    private static final TestingTrailDatabase TRAIL = new TestingTrailDatabase();

    @BeforeEach
    void empty() {
        TRAIL.empty();
    }

    /** So many, of two events each: the first has those with the ids 1 and 2. */
    private static void seals(int number) {
        for (int i = 0; i < number; i++) {
            TRAIL.record(2);
            TRAIL.seal();
        }
    }

    private static Retention retention(InstantSource time) {
        return retentionOf(TRAIL, time);
    }

    /** That of a replica whose clock is well. */
    static Retention retentionOf(TestingTrailDatabase trail) {
        return retentionOf(trail, () -> LATER);
    }

    private static Retention retentionOf(TestingTrailDatabase trail, InstantSource time) {
        return new Retention(
                trail.seals,
                trail.events,
                trail.broken,
                TestingEvents.trail(trail.pool),
                trail.kept(),
                trail.pool,
                new DatabaseReach(() -> Uni.createFrom().voidItem(), Duration.ofSeconds(2)),
                time,
                new TrailConfiguration() {
                    @Override
                    public Duration sealEvery() {
                        return Duration.ofMinutes(1);
                    }

                    @Override
                    public Optional<Duration> kept() {
                        return Optional.empty();
                    }
                });
    }

    private static void end(Duration kept) {
        TestingWait.answer(retention(() -> LATER).end(kept));
    }

    private static List<Long> left() {
        return TRAIL.sql.rows(
                row -> row.getLong(1), "SELECT id FROM audit_event WHERE type LIKE 'event.%' ORDER BY id");
    }

    private static List<String> told() {
        return TRAIL.sql.rows(
                row -> row.getString(1),
                "SELECT type || details FROM audit_event WHERE type LIKE 'trail%' ORDER BY id");
    }

    @Test
    void wholeSealsGoAndTheNewestStays() {
        seals(3);

        end(Duration.ZERO);

        assertThat(left()).isEqualTo(List.of(5L, 6L));
        assertThat(told()).isEqualTo(List.of("trail.dropped{\"last\": \"2\", \"first\": \"1\", \"events\": \"4\"}"));
        assertThat(TRAIL.verify())
                .extracting(Verification.Verified::number, Verification.Verified::broken)
                .containsExactly(3L, null);
        TRAIL.seal();
        end(Duration.ZERO);
        assertThat(left()).isEmpty();
        assertThat(TRAIL.verify())
                .extracting(Verification.Verified::number, Verification.Verified::broken)
                .containsExactly(4L, null);
    }

    /** More than one transaction ends, on two replicas, with a pause in between. */
    @Test
    void manyGoAndNoneTwice() {
        seals(60);
        long start = System.nanoTime();

        TestingWait.answer(Uni.join()
                .all(
                        retention(() -> LATER).end(Duration.ZERO),
                        retention(() -> LATER).end(Duration.ZERO))
                .andFailFast());
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Retention.PAUSE);
        end(Duration.ZERO);

        assertThat(left()).isEqualTo(List.of(119L, 120L));
        assertThat(TRAIL.sql.number("""
                        SELECT sum((details ->> 'events')::integer) FROM audit_event WHERE type = 'trail.dropped'
                        """)).isEqualTo(118);
        assertThat(TRAIL.verify().broken()).isNull();
        assertThat(told()).noneMatch(event -> event.startsWith("trail.broken"));
        assertThat(TRAIL.metrics.get("countersign.audit.broken").gauge().value())
                .isZero();
    }

    /** Whoever walks along the seals has read the rows of some before their events go. */
    @Test
    void whatEndsDuringAVerificationHolds() {
        seals(4);
        SealWalk walk = new SealWalk(TRAIL.seals, TRAIL.events, new SealHash(TRAIL.key()), 0);
        assertThat(TestingWait.answer(walk.next())).isInstanceOf(SealWalk.Step.Holds.class);

        end(Duration.ZERO);

        for (int i = 0; i < 3; i++) {
            assertThat(TestingWait.answer(walk.next())).isInstanceOf(SealWalk.Step.Holds.class);
        }
        assertThat(left()).isEqualTo(List.of(7L, 8L));
    }

    @Test
    void whatIsYoungerByEitherClockStays() {
        seals(2);

        end(Duration.ofHours(1));
        TestingWait.answer(retention(() -> Instant.EPOCH).end(Duration.ZERO));

        assertThat(left()).hasSize(4);
    }

    /** Age must not take away the traces of a change, or of whoever says that it was age. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UPDATE audit_event SET actor = 'x' WHERE id = 3 | 2 | events",
                "UPDATE audit_seal SET dropped_at = now(), dropped_mac = '' WHERE number = 2 | 2 | dropped",
                "UPDATE audit_seal SET dropped_at = now(), dropped_mac = '' WHERE number = 1 | 1 | dropped",
            })
    void whatDoesNotHoldStaysWithAllBehindIt(String change, int seal, String found) {
        seals(4);
        TRAIL.asOwner(change);

        end(Duration.ZERO);

        assertThat(left())
                .isEqualTo(LongStream.rangeClosed(2L * seal - 1, 8).boxed().toList());
        String event = "trail.broken{\"seal\": \"%d\", \"found\": \"%s\"}".formatted(seal, found);
        TestingWait.until("it is told", () -> told().contains(event));
        assertThat(TRAIL.metrics.get("countersign.audit.broken").gauge().value())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UPDATE audit_seal SET dropped_at = NULL, dropped_mac = NULL WHERE number = 2 | EVENTS",
                "UPDATE audit_seal SET dropped_at = dropped_at + interval '1 microsecond' WHERE number = 2 | DROPPED",
                "UPDATE audit_seal s SET dropped_mac = o.dropped_mac FROM audit_seal o"
                        + " WHERE s.number = 2 AND o.number = 1 | DROPPED",
                "UPDATE audit_seal SET last_id = 3 WHERE number = 2 | SEAL",
                "INSERT INTO audit_event SELECT 3, last_era, last_transaction, now(), 'event.planted', 'person'"
                        + " FROM audit_seal WHERE number = 2 | EVENTS",
            })
    void whatIsDoneToADroppedSealIsFound(String change, Found found) {
        seals(3);
        end(Duration.ZERO);

        TRAIL.asOwner(change);

        assertThat(TRAIL.verify().broken())
                .isNotNull()
                .extracting(BrokenSeal::number, BrokenSeal::found)
                .containsExactly(2L, found);
    }
}
