package io.countersign.grant;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Destroys the tokens of consents that nobody confirmed in time. Reading ignores them from that moment on; this removes
 * them from the disk.
 */
@ApplicationScoped
class PendingGrantExpiry {
    /** A bulk import's end together by the thousand, and renewals wait for the connections that are held here. */
    private static final int AT_ONCE = 500;

    private final Pool pool;

    PendingGrantExpiry(Pool pool) {
        this.pool = pool;
    }

    /**
     * Every replica runs it; a row goes once, with its event. What somebody else holds, a confirmation in its last
     * moment or a tenant that is being deleted, is left to the next hour.
     */
    @Scheduled(
            every = "1h",
            delayed = "1m",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    Uni<Void> run() {
        return pool.preparedQuery("""
                        WITH ended AS (
                          SELECT p.tenant, p.connection, p.consent_id
                          FROM pending_grant p
                          JOIN connection_token t ON t.tenant = p.tenant AND t.connection = p.connection
                          WHERE p.expires_at <= (SELECT clock_timestamp())
                          ORDER BY p.expires_at
                          LIMIT $1
                          FOR UPDATE OF t, p SKIP LOCKED),
                        gone AS (
                          DELETE FROM pending_grant p USING ended e
                          WHERE p.tenant = e.tenant AND p.connection = e.connection AND p.consent_id = e.consent_id
                          RETURNING p.tenant, p.connection, p.consent_id)
                        SELECT record_event('connection.pending-expired', 'countersign', g.tenant, g.connection,
                                 jsonb_build_object('consent_id', g.consent_id))
                        FROM gone g
                        """)
                .execute(Tuple.of(AT_ONCE))
                .chain(rows -> rows.size() < AT_ONCE ? Uni.createFrom().voidItem() : run());
    }
}
