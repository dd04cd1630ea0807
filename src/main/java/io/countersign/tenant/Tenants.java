package io.countersign.tenant;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.paging.Page;
import io.countersign.problem.Problem;
import io.countersign.problem.ProblemException;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;

/** What can be done with tenants. Each change and its audit event are one transaction. */
@ApplicationScoped
class Tenants {
    private final TenantRepository tenants;
    private final TenantKeysets keysets;
    private final AuditTrail audit;

    Tenants(TenantRepository tenants, TenantKeysets keysets, AuditTrail audit) {
        this.tenants = tenants;
        this.keysets = keysets;
        this.audit = audit;
    }

    /** What a PUT came to. */
    record Put(boolean created, TenantView view) {}

    /** Creates the tenant with a keyset of its own, or renames it. */
    @WithTransaction
    Uni<Put> put(String name, TenantRequest request, String actor) {
        return tenants.insertIfAbsent(name, request.displayName())
                .call(created -> created ? equip(name, actor) : rename(name, request.displayName(), actor))
                .chain(created -> tenants.findById(name)
                        .onItem()
                        .ifNull()
                        .failWith(Tenants::deletedMeanwhile)
                        .map(row -> new Put(created, TenantView.of(row))));
    }

    /** Fails with a 404 problem where there is none. */
    @WithSession
    Uni<TenantView> get(String name) {
        return tenants.findById(name)
                .onItem()
                .ifNull()
                .failWith(() -> Problem.notFound().toException())
                .map(TenantView::of);
    }

    /** The visible tenants that follow {@code after} in the order of names. */
    @WithSession
    Uni<Page<TenantView>> list(Visible visible, String after, int limit) {
        return switch (visible) {
            case Visible.All all -> tenants.after(after, limit + 1).map(rows -> page(rows, limit));
            case Visible.Only only ->
                tenants.after(after, limit + 1, only.names()).map(rows -> page(rows, limit));
        };
    }

    /**
     * Destroys the keyset and every row of the tenant but its audit events, and the integrations that belong to it.
     * Fails with a 404 problem where there is none.
     */
    @WithTransaction
    Uni<Void> delete(String name, String actor) {
        return tenants.lockConnections(name)
                .chain(() -> tenants.lockIntegrations(name))
                .call(() -> tenants.deleteNamed(name).invoke(deleted -> {
                    if (!deleted) {
                        throw Problem.notFound().toException();
                    }
                }))
                .chain(integrations -> recordIntegrations(integrations, name, actor))
                .chain(() -> audit.record(AuditEvent.ofTenant("tenant.deleted", actor, name, Map.of())));
    }

    private Uni<Void> recordIntegrations(List<String> deleted, String tenant, String actor) {
        return Multi.createFrom()
                .iterable(deleted)
                .onItem()
                .transformToUniAndConcatenate(integration -> audit.record(AuditEvent.of(
                        "integration.deleted",
                        actor,
                        Map.of("integration", integration, "tenant", tenant, "reason", "tenant_deleted"))))
                .collect()
                .asList()
                .replaceWithVoid();
    }

    private Uni<Void> equip(String name, String actor) {
        return tenants.persistKeyset(name, keysets.generate(name))
                .chain(() -> audit.record(AuditEvent.ofTenant("tenant.created", actor, name, Map.of())));
    }

    /** A PUT that changes nothing leaves no event: people run them every few minutes. */
    private Uni<Void> rename(String name, String displayName, String actor) {
        return tenants.rename(name, displayName)
                .chain(renamed -> renamed
                        ? audit.record(AuditEvent.ofTenant("tenant.updated", actor, name, Map.of()))
                        : Uni.createFrom().voidItem());
    }

    private static Page<TenantView> page(List<TenantRow> rows, int limit) {
        return Page.of(rows.stream().map(TenantView::of).toList(), limit, TenantView::name);
    }

    private static ProblemException deletedMeanwhile() {
        return Problem.conflict(
                        "Another request deleted this tenant at the same moment. Send the request again to create it.")
                .toException();
    }
}
