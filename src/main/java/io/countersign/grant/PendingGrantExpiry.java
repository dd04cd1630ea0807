package io.countersign.grant;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/**
 * Destroys the tokens of consents that nobody confirmed in time. Reading ignores them from that moment on; this removes
 * them from the disk.
 */
@ApplicationScoped
class PendingGrantExpiry {
    private final Pool pool;
    private final AuditTrail audit;

    PendingGrantExpiry(Pool pool, AuditTrail audit) {
        this.pool = pool;
        this.audit = audit;
    }

    /** Every replica runs it; a row goes once. */
    @Scheduled(
            every = "1h",
            delayed = "1m",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    Uni<Void> run() {
        return pool.withTransaction(transaction -> transaction
                .preparedQuery("""
                        DELETE FROM pending_grant WHERE expires_at <= clock_timestamp()
                        RETURNING tenant, connection, consent_id
                        """)
                .execute()
                .chain(rows -> Multi.createFrom()
                        .iterable(rows)
                        .onItem()
                        .transformToUniAndConcatenate(row -> record(transaction, row))
                        .collect()
                        .last()));
    }

    private Uni<Void> record(SqlConnection transaction, Row row) {
        return audit.record(
                transaction,
                new AuditEvent(
                        "connection.pending-expired",
                        AuditEvent.COUNTERSIGN,
                        row.getString("tenant"),
                        row.getString("connection"),
                        Map.of("consent_id", row.getUUID("consent_id").toString())));
    }
}
