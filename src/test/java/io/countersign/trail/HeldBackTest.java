package io.countersign.trail;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestingWait;
import io.countersign.database.DatabaseReach;
import io.smallrye.mutiny.Uni;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class HeldBackTest {
    @AutoClose
    private static final TestingTrailDatabase TRAIL = new TestingTrailDatabase();

    private final HeldBack figures = new HeldBack(
            TRAIL.events, new DatabaseReach(() -> Uni.createFrom().voidItem(), Duration.ofSeconds(2)), TRAIL.metrics);

    private double seconds() {
        TestingWait.answer(figures.look());
        return TRAIL.metrics.get("countersign.audit.held.back").gauge().value();
    }

    /** In whichever database of the server it was forgotten. */
    @Test
    void tellsHowLongATransactionElsewhereHoldsEventsBack() throws SQLException {
        try (Connection elsewhere = TestDatabase.connect(TestDatabase.create());
                Statement forgotten = elsewhere.createStatement()) {
            elsewhere.setAutoCommit(false);
            forgotten.execute("CREATE TABLE forgotten ()");
            TRAIL.sql.run("""
                    INSERT INTO audit_event (type, actor, occurred_at)
                    VALUES ('event.held-back', 'person', clock_timestamp() - interval '3 minutes')
                    """);

            assertThat(seconds()).isBetween(180.0, 300.0);
            elsewhere.rollback();
        }

        TestingWait.until("nothing is held back", () -> seconds() == 0);
    }
}
