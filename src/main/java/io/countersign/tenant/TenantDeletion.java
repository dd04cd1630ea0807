package io.countersign.tenant;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.caller.TenantGrants;
import io.countersign.problem.Problem;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** How a tenant goes, with all that is its own: the crypto-shred. */
@ApplicationScoped
class TenantDeletion {
    private final Pool pool;
    private final TenantGrants grants;
    private final List<TenantMentions> mentions;
    private final AuditTrail audit;

    TenantDeletion(Pool pool, TenantGrants grants, @All List<TenantMentions> mentions, AuditTrail audit) {
        this.pool = pool;
        this.grants = grants;
        this.mentions = mentions;
        this.audit = audit;
    }

    /**
     * Destroys the keyset and every row of the tenant but its audit events, the integrations that belong to it, what is
     * granted on it, and its name wherever else it is mentioned. One transaction with its events. Fails with a 404
     * problem where there is none.
     */
    Uni<Void> delete(String name, String actor) {
        return pool.withTransaction(transaction -> lockConnections(transaction, name)
                .chain(() -> lock(transaction, name))
                .chain(() -> lockIntegrations(transaction, name))
                .chain(integrations -> grants.forget(transaction, name)
                        .call(() -> forgetMentions(transaction, name, actor))
                        .call(() -> deleteRow(transaction, name))
                        .call(() -> recordIntegrations(transaction, integrations, name, actor))
                        .chain(callers -> audit.record(transaction, deleted(name, callers, actor)))));
    }

    /** @param callers how many had something granted on it */
    private static AuditEvent deleted(String name, int callers, String actor) {
        return AuditEvent.ofTenant("tenant.deleted", actor, name, Map.of("callers", Integer.toString(callers)));
    }

    /**
     * Holds the tenant's connections, and what of them others lock without these, until the transaction ends: before
     * the tenant, and before its keyset, which the deletion's cascade would take first. Whoever changes what belongs to
     * a connection, or seals something under the keyset, waits for a deletion in this order, and it for them.
     */
    private static Uni<Void> lockConnections(SqlConnection transaction, String tenant) {
        Tuple of = Tuple.of(tenant);
        return transaction
                .preparedQuery("SELECT FROM connection_token WHERE tenant = $1 ORDER BY connection FOR UPDATE")
                .execute(of)
                .chain(() -> transaction
                        .preparedQuery("SELECT FROM consent_link WHERE tenant = $1 ORDER BY hash FOR UPDATE")
                        .execute(of))
                .chain(() -> transaction
                        .preparedQuery("SELECT FROM pending_grant WHERE tenant = $1 ORDER BY connection FOR UPDATE")
                        .execute(of))
                .chain(() -> transaction
                        .preparedQuery("SELECT FROM imported_token WHERE tenant = $1 ORDER BY connection FOR UPDATE")
                        .execute(of))
                .replaceWithVoid();
    }

    private static Uni<Void> lock(SqlConnection transaction, String tenant) {
        return transaction
                .preparedQuery("SELECT FROM tenant WHERE name = $1 FOR UPDATE")
                .execute(Tuple.of(tenant))
                .invoke(rows -> {
                    if (rows.size() == 0) {
                        throw Problem.notFound().toException();
                    }
                })
                .replaceWithVoid();
    }

    /**
     * Holds the integrations that belong to the tenant until the transaction ends, after the tenant itself, so that
     * these go with it and no others; answers their names.
     */
    private static Uni<List<String>> lockIntegrations(SqlConnection transaction, String tenant) {
        return transaction
                .preparedQuery("SELECT name FROM integration WHERE tenant = $1 ORDER BY name FOR UPDATE")
                .execute(Tuple.of(tenant))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getString("name"))
                        .toList());
    }

    private Uni<Void> forgetMentions(SqlConnection transaction, String name, String actor) {
        return Multi.createFrom()
                .iterable(mentions)
                .onItem()
                .transformToUniAndConcatenate(mentioning -> mentioning.forget(transaction, name, actor))
                .collect()
                .asList()
                .replaceWithVoid();
    }

    private static Uni<Void> deleteRow(SqlConnection transaction, String name) {
        return transaction
                .preparedQuery("DELETE FROM tenant WHERE name = $1")
                .execute(Tuple.of(name))
                .replaceWithVoid();
    }

    private Uni<Void> recordIntegrations(SqlConnection transaction, List<String> deleted, String tenant, String actor) {
        return Multi.createFrom()
                .iterable(deleted)
                .onItem()
                .transformToUniAndConcatenate(integration -> audit.record(
                        transaction,
                        AuditEvent.of(
                                "integration.deleted",
                                actor,
                                Map.of("integration", integration, "tenant", tenant, "reason", "tenant_deleted"))))
                .collect()
                .asList()
                .replaceWithVoid();
    }
}
