package io.countersign.trail;

import static io.countersign.trail.TestingTrailDatabase.planted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.countersign.TestingWait;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Sealing goes on from the last seal that holds, whatever somebody who owns the database puts above it. */
class LastSealTest {
    @AutoClose
    private static final TestingTrailDatabase TRAIL = new TestingTrailDatabase();

    @BeforeEach
    void empty() {
        TRAIL.empty();
    }

    /** The number of each seal that does not hold, and then that of the last one that does. */
    private static List<Long> walked() {
        List<Long> walked = new ArrayList<>();
        long next = 0;
        long last = 0;
        while (true) {
            Verification.Verified part = TRAIL.verify(next, 100);
            last = part.last() == null ? last : part.last().number();
            if (part.broken() == null) {
                walked.add(last);
                return walked;
            }
            walked.add(part.broken().number());
            next = part.next();
        }
    }

    /** Rows that say that all is sealed, up to where no event will ever stand. */
    private static Stream<Arguments> tips() {
        return Stream.of(
                arguments(planted("4", 1), List.of(4L, 5L)),
                arguments(
                        planted("3 + n", 20),
                        List.of(
                                4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L, 13L, 14L, 15L, 16L, 17L, 18L, 19L, 20L, 21L, 22L,
                                23L, 24L)),
                // Nothing is missing below the last one that holds; above it, five are.
                arguments(planted("10", 1), List.of(5L, 4L)),
                arguments(planted("9223372036854775807", 1), List.of(5L, 4L)),
                arguments("UPDATE audit_seal SET mac = sha256(mac) WHERE number = 3", List.of(3L, 4L)),
                arguments("UPDATE audit_seal SET mac = sha256(mac) WHERE number = 2", List.of(2L, 3L, 4L)),
                arguments(
                        "UPDATE audit_seal SET last_transaction = '18446744073709551615', number = 7"
                                + " WHERE number = 3",
                        List.of(4L, 3L)));
    }

    @ParameterizedTest
    @MethodSource("tips")
    void sealingGoesOnFromTheLastSealThatHolds(String change, List<Long> walked) {
        // Given
        TRAIL.threeSeals();
        TRAIL.asOwner(change);
        TRAIL.record(2);

        // When
        TRAIL.seal();

        // Then
        TRAIL.awaitToldBroken(1);
        assertThat(TRAIL.figure("broken")).isEqualTo(1);
        assertThat(walked()).isEqualTo(walked);
        long last = walked.getLast();
        assertThat(TRAIL.figure("seal.number")).isEqualTo(last);
        assertThat(TRAIL.sql.number("""
                SELECT count(*) FROM audit_event e JOIN audit_seal s ON s.number = ?
                WHERE e.type LIKE 'event.%'
                  AND (e.era, e.transaction, e.id) > (s.last_era, s.last_transaction, s.last_id)
                """, last)).isZero();
    }

    /** Whoever can put a thousand rows can put more: nothing is sealed, and that is seen. */
    @Test
    void beyondTooManyRowsNothingIsSealedAndTheEventsGrowOld() {
        TRAIL.threeSeals();
        TRAIL.asOwner(planted("3 + n", LastSeal.MOST_ABOVE + 1));
        TRAIL.record(2);

        TRAIL.seal();

        TRAIL.awaitToldBroken(1);
        assertThat(TRAIL.sql.number("SELECT count(*) FROM audit_seal")).isEqualTo(LastSeal.MOST_ABOVE + 4);
        double unsealed = TRAIL.figure("unsealed");
        TestingWait.until("it grows", () -> TRAIL.figure("unsealed") > unsealed);
    }
}
