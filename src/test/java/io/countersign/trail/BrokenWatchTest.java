package io.countersign.trail;

import static io.countersign.trail.TestingTrailDatabase.planted;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestingWait;
import io.countersign.database.DatabaseReach;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was told of is looked at again. */
class BrokenWatchTest {
    @AutoClose
    private static final TestingTrailDatabase TRAIL = new TestingTrailDatabase();

    @BeforeEach
    void empty() {
        TRAIL.empty();
    }

    /** On the replica that told of them, whoever else was asked to verify what was mended. */
    @Test
    void whatWasMendedIsNotToldOfForEver() {
        // Given
        TRAIL.threeSeals();
        BrokenWatch watch = new BrokenWatch(
                TRAIL.verification,
                TRAIL.broken,
                TRAIL.kept(),
                new DatabaseReach(() -> Uni.createFrom().voidItem(), Duration.ofSeconds(2)));
        TRAIL.asOwner("UPDATE audit_event SET actor = 'x' WHERE id = 3;" + planted("9", 1));
        for (long after : new long[] {0, 3}) {
            TRAIL.broken.heed(after, TRAIL.verify(after, 10));
        }
        TRAIL.awaitToldBroken(2);

        // When
        TRAIL.asOwner("UPDATE audit_event SET actor = 'person' WHERE id = 3");
        TestingWait.answer(watch.look());

        // Then
        assertThat(TRAIL.broken.known()).containsExactly(4L);
        assertThat(TRAIL.figure("broken")).isEqualTo(1);

        // When
        TRAIL.asOwner("DELETE FROM audit_seal WHERE number = 9");
        TestingWait.answer(watch.look());

        // Then
        assertThat(TRAIL.figure("broken")).isZero();
    }
}
