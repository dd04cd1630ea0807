package io.countersign.refresh.gate;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;

/** Which gates in front of DocuSign are closed now, for people. Decides nothing. */
@ApplicationScoped
public class ClosedGates {
    private final Pool pool;

    ClosedGates(Pool pool) {
        this.pool = pool;
    }

    /**
     * A gate that is closed.
     *
     * @param grant as on the wire
     * @param pausedUntil before then nothing is sent; in the past where one attempt at a time tries DocuSign
     */
    public record ClosedGate(String integration, String grant, Instant pausedUntil) {}

    /** Up to so many of them, those that rest longest first. */
    public Uni<List<ClosedGate>> list(int most) {
        return pool.preparedQuery("""
                        SELECT integration, grant_type, paused_until FROM closed_gate
                        WHERE isfinite(paused_until)
                        ORDER BY paused_until DESC, integration, grant_type LIMIT $1
                        """)
                .execute(Tuple.of(most))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new ClosedGate(
                                row.getString("integration"),
                                row.getString("grant_type"),
                                row.getOffsetDateTime("paused_until").toInstant()))
                        .toList());
    }
}
