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

    /**
     * Every replica runs it; a row goes once. Rows that a consent is just deleting are left to it, and those whose code
     * is just being exchanged.
     */
    @Scheduled(
            every = "1h",
            delayed = "1m",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    Uni<Void> run() {
        return pool.preparedQuery("""
                        DELETE FROM consent_attempt
                        WHERE (tenant, state_hash) IN (
                          SELECT tenant, state_hash FROM consent_attempt
                          WHERE expires_at <= clock_timestamp()
                            AND (taken_at IS NULL OR ended IS NOT NULL
                              OR expires_at <= clock_timestamp() - interval '1 hour')
                          FOR UPDATE SKIP LOCKED)
                        """)
                .execute()
                .chain(() -> pool.preparedQuery(
                                "DELETE FROM consent_link WHERE expires_at <= clock_timestamp() - interval '30 days'")
                        .execute())
                .replaceWithVoid();
    }
}
