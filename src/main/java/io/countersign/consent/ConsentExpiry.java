package io.countersign.consent;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Removes attempts that ran out, and links long after they ended: until then their page can still say what happened to
 * them.
 */
@ApplicationScoped
class ConsentExpiry {
    private final Pool pool;

    ConsentExpiry(Pool pool) {
        this.pool = pool;
    }

    /** Every replica runs it; a row goes once. Rows that a consent is just deleting are left to it. */
    @Scheduled(
            every = "1h",
            delayed = "1m",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    Uni<Void> run() {
        return pool.preparedQuery("""
                        DELETE FROM consent_attempt
                        WHERE (tenant, state_hash) IN (
                          SELECT tenant, state_hash FROM consent_attempt WHERE expires_at <= clock_timestamp()
                          FOR UPDATE SKIP LOCKED)
                        """)
                .execute()
                .chain(() -> pool.preparedQuery(
                                "DELETE FROM consent_link WHERE expires_at <= clock_timestamp() - interval '30 days'")
                        .execute())
                .replaceWithVoid();
    }
}
