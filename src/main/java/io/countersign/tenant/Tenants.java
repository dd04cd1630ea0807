package io.countersign.tenant;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.paging.Page;
import io.countersign.problem.Problem;
import io.countersign.problem.ProblemException;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;

/** What can be done with tenants. Each change and its audit event are one transaction. */
@ApplicationScoped
public class Tenants {
    private final Pool pool;
    private final TenantRepository tenants;
    private final NewTenants fresh;
    private final AuditTrail audit;

    Tenants(Pool pool, TenantRepository tenants, NewTenants fresh, AuditTrail audit) {
        this.pool = pool;
        this.tenants = tenants;
        this.fresh = fresh;
        this.audit = audit;
    }

    /** What a PUT came to. */
    record Put(boolean created, TenantView view) {}

    /** Creates the tenant with a keyset of its own, or renames it. */
    Uni<Put> put(String name, TenantRequest request, String actor) {
        return pool.withTransaction(transaction -> fresh.makeIfAbsent(transaction, name, request.displayName(), actor)
                .call(created ->
                        created ? Uni.createFrom().voidItem() : rename(transaction, name, request.displayName(), actor))
                .chain(created -> tenants.find(transaction, name)
                        .onItem()
                        .ifNull()
                        .failWith(Tenants::deletedMeanwhile)
                        .map(view -> new Put(created, view))));
    }

    /** Fails with a 404 problem where there is none. */
    @WithSession
    public Uni<TenantView> get(String name) {
        return tenants.findById(name)
                .onItem()
                .ifNull()
                .failWith(() -> Problem.notFound().toException())
                .map(TenantView::of);
    }

    /** The visible tenants that follow {@code after} in the order of names. */
    @WithSession
    public Uni<Page<TenantView>> list(Visible visible, String after, int limit) {
        return switch (visible) {
            case Visible.All all -> tenants.after(after, limit + 1).map(rows -> page(rows, limit));
            case Visible.Only only ->
                tenants.after(after, limit + 1, only.names()).map(rows -> page(rows, limit));
        };
    }

    /**
     * The visible tenants whose name or display name begins so, letters of either case alike, that follow {@code after}
     * in the order of names.
     *
     * @param beginning not empty
     */
    public Uni<Page<TenantView>> search(Visible visible, String beginning, String after, int limit) {
        return tenants.beginning(pool, visible, beginning, after, limit + 1)
                .map(rows -> Page.of(rows, limit, TenantView::name));
    }

    /** A PUT that changes nothing leaves no event: people run them every few minutes. */
    private Uni<Void> rename(SqlConnection transaction, String name, String displayName, String actor) {
        return tenants.rename(transaction, name, displayName)
                .chain(renamed -> renamed
                        ? audit.record(transaction, AuditEvent.ofTenant("tenant.updated", actor, name, Map.of()))
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
