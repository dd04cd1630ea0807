package io.countersign.integration;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.problem.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** Deletes integrations; the deletion and its events are one transaction. */
@ApplicationScoped
class IntegrationDeletion {
    private final Pool pool;
    private final IntegrationRepository integrations;
    private final AuditTrail audit;

    IntegrationDeletion(Pool pool, IntegrationRepository integrations, AuditTrail audit) {
        this.pool = pool;
        this.integrations = integrations;
        this.audit = audit;
    }

    /**
     * Deletes it with its secrets and, forced, its disconnected connections, of which each one's tenant is told. Fails
     * with a problem: 404 where there is none, 409 while connections use it.
     *
     * <p>A connection goes with its integration by the database's own rule, so none may come alive between the
     * judgement and the deletion: see {@link IntegrationRepository#hold}.
     */
    Uni<Void> delete(String name, boolean force, String actor) {
        return pool.withTransaction(transaction -> integrations
                .hold(transaction, name, usage -> usage.againstDeletion(force))
                .onItem()
                .ifNull()
                .failWith(() -> Problem.notFound().toException())
                .chain(() -> integrations.recordDeletions(transaction, name, actor))
                .call(() -> integrations.delete(transaction, name))
                .chain(connections -> audit.record(
                        transaction,
                        AuditEvent.of(
                                "integration.deleted",
                                actor,
                                Map.of(
                                        "integration",
                                        name,
                                        "disconnected_connections",
                                        String.valueOf(connections))))));
    }
}
