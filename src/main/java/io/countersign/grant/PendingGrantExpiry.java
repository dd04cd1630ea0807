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

    /**
     * Every replica runs it; a row goes once. What somebody else holds, a confirmation in its last moment or a tenant
     * that is being deleted, is left to the next hour.
     */
    @Scheduled(
            every = "1h",
            delayed = "1m",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    Uni<Void> run() {
        return pool.withTransaction(transaction -> transaction
                .preparedQuery("""
                        WITH ended AS (
                          SELECT p.tenant, p.connection, p.consent_id
                          FROM pending_grant p
                          JOIN connection_token t ON t.tenant = p.tenant AND t.connection = p.connection
                          WHERE p.expires_at <= clock_timestamp()
                          ORDER BY p.tenant, p.connection
                          FOR UPDATE OF t, p SKIP LOCKED)
                        DELETE FROM pending_grant p USING ended e
                        WHERE p.tenant = e.tenant AND p.connection = e.connection AND p.consent_id = e.consent_id
                        RETURNING p.tenant, p.connection, p.consent_id
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
