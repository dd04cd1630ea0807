package io.countersign.refresh.gate;

import io.countersign.database.Seconds;
import io.countersign.refresh.gate.UpstreamGate.VerdictSlot;
import io.countersign.refresh.gate.VerdictCount.Flagging;
import io.countersign.refresh.gate.VerdictCount.Next;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.UUID;

/**
 * The counts of verdicts in PostgreSQL. Whoever counts holds the lock of the gate's row, so that one counts at a time.
 */
@ApplicationScoped
class PostgresVerdictSlots {
    private final IntegrationFlags flags;

    PostgresVerdictSlots(IntegrationFlags flags) {
        this.flags = flags;
    }

    /** See {@link VerdictCount#next}. */
    Uni<VerdictSlot> take(
            SqlConnection transaction,
            GateKey key,
            UUID attempt,
            boolean otherwiseFlagged,
            int slots,
            Duration window) {
        return transaction
                .preparedQuery("""
                        SELECT v.verdicts, v.flagged_by IS NOT NULL AS flagged,
                               extract(epoch FROM clock_timestamp() - v.since)::float8 AS since
                        FROM verdict_count v JOIN integration i ON i.name = v.integration
                            AND i.environment = v.auth_host
                        WHERE v.integration = $1 AND v.grant_type = $2
                        """)
                .execute(PostgresUpstreamGate.of(key))
                .map(rows -> rows.size() == 0
                        ? VerdictCount.none()
                        : countOf(rows.iterator().next()))
                .map(count -> count.next(slots, window, otherwiseFlagged))
                .call(next -> write(transaction, key, attempt, next))
                .call(next -> tell(transaction, key.integration(), next.flagging()))
                .map(Next::slot);
    }

    private static VerdictCount countOf(Row row) {
        return new VerdictCount(
                row.getInteger("verdicts"), Seconds.duration(row.getDouble("since")), row.getBoolean("flagged"));
    }

    private static Uni<Void> write(SqlConnection transaction, GateKey key, UUID attempt, Next next) {
        return transaction
                .preparedQuery("""
                        INSERT INTO verdict_count AS v (integration, auth_host, grant_type, verdicts, since, flagged_by,
                            flagged_at)
                        SELECT name, environment, $2, $3, clock_timestamp(), CASE WHEN $5 = 'begins' THEN $6::uuid END,
                               CASE WHEN $5 = 'begins' THEN clock_timestamp() END
                        FROM integration WHERE name = $1
                        ON CONFLICT (integration, auth_host, grant_type) DO UPDATE
                        SET verdicts = excluded.verdicts, since = CASE WHEN $4 THEN excluded.since ELSE v.since END,
                            flagged_by = CASE $5 WHEN 'begins' THEN $6 WHEN 'as_it_was' THEN v.flagged_by END,
                            flagged_at = CASE $5 WHEN 'begins' THEN excluded.flagged_at
                                WHEN 'as_it_was' THEN v.flagged_at END
                        """)
                .execute(PostgresUpstreamGate.of(key)
                        .addInteger(next.verdicts())
                        .addBoolean(next.anew())
                        .addString(wire(next.flagging()))
                        .addUUID(attempt))
                .replaceWithVoid();
    }

    private static String wire(Flagging flagging) {
        return switch (flagging) {
            case AS_IT_WAS -> "as_it_was";
            case BEGINS -> "begins";
            case ENDS -> "ends";
        };
    }

    private Uni<Void> tell(SqlConnection transaction, String integration, Flagging flagging) {
        return switch (flagging) {
            case AS_IT_WAS -> Uni.createFrom().voidItem();
            case BEGINS -> flags.begins(transaction, integration, UpstreamGate.Flag.VERDICTS);
            case ENDS -> flags.ends(transaction, integration, UpstreamGate.Flag.VERDICTS);
        };
    }
}
