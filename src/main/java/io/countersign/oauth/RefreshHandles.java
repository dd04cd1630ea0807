package io.countersign.oauth;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.caller.HandleProofs;
import io.countersign.caller.IssuingCallers;
import io.countersign.connection.ConnectionChanges;
import io.countersign.connection.Connections;
import io.countersign.paging.Page;
import io.countersign.problem.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What can be done with refresh handles; each change and its audit event are one transaction, after which nobody on
 * this replica goes by what was read before.
 */
@ApplicationScoped
class RefreshHandles {
    private final Pool pool;
    private final HandleRows rows;
    private final ConnectionChanges changes;
    private final IssuingCallers callers;
    private final AuditTrail audit;
    private final SecureRandom random;

    RefreshHandles(
            Pool pool,
            HandleRows rows,
            ConnectionChanges changes,
            IssuingCallers callers,
            AuditTrail audit,
            SecureRandom random) {
        this.pool = pool;
        this.rows = rows;
        this.changes = changes;
        this.callers = callers;
        this.audit = audit;
        this.random = random;
    }

    /**
     * A new handle in the clear. Holds the connection's token row: a disconnect at the same moment comes before, and
     * then there is none, or after, and takes it along.
     *
     * @return fails with 404 where there is no such connection, with 422 for a caller that may not have its tokens, and
     *     with 409 where the connection is disconnected or has enough of them
     */
    Uni<NewRefreshHandleView> create(String tenant, String connection, RefreshHandleRequest request, String actor) {
        RefreshHandle handle = RefreshHandle.generate(random);
        return changes.telling(
                tenant,
                connection,
                pool.withTransaction(transaction -> Connections.lock(transaction, tenant, connection)
                        .chain(() -> rows.connection(transaction, tenant, connection, request.life()))
                        .chain(found -> allowed(transaction, found, request.caller(), tenant, connection))
                        .map(found -> new HandleProofs.Handle(
                                request.caller(),
                                handle.id(),
                                handle.hash(),
                                tenant,
                                connection,
                                found.uuid(),
                                found.end()))
                        .call(row -> rows.insert(transaction, row, actor))
                        .call(row -> audit.record(
                                transaction,
                                event(
                                        "refresh-handle.created",
                                        actor,
                                        tenant,
                                        connection,
                                        row.caller(),
                                        row.id(),
                                        row.expiresAt())))
                        .map(row -> NewRefreshHandleView.of(handle, row.caller(), row.expiresAt()))));
    }

    private Uni<HandleRows.Connected> allowed(
            SqlConnection transaction,
            Optional<HandleRows.Connected> found,
            String caller,
            String tenant,
            String connection) {
        HandleRows.Connected connected =
                found.orElseThrow(() -> Problem.notFound().toException());
        return callers.mayIssue(transaction, caller, tenant, connection)
                .invoke(may -> new HandleStanding(connected.disconnected(), connected.living(), may)
                        .obstacle()
                        .ifPresent(problem -> {
                            throw problem.toException();
                        }))
                .replaceWith(connected);
    }

    /** Those of a connection in the order of their ids. Fails with 404 where there is no such connection. */
    Uni<Page<RefreshHandleView>> list(String tenant, String connection, String after, int limit) {
        return rows.list(tenant, connection, after, limit + 1)
                .call(found -> found.isEmpty()
                        ? rows.connectionExists(tenant, connection).invoke(RefreshHandles::requireThere)
                        : Uni.createFrom().voidItem())
                .map(found -> Page.of(found, limit, RefreshHandleView::id));
    }

    /** It is refused from now on. Fails with 404 where the connection has no such handle. */
    Uni<Void> delete(String tenant, String connection, String id, String actor) {
        if (!RefreshHandle.isId(id)) {
            return Uni.createFrom().failure(Problem.notFound().toException());
        }
        return end("refresh-handle.deleted", tenant, connection, id, actor)
                .invoke(RefreshHandles::requireThere)
                .replaceWithVoid();
    }

    /**
     * What somebody presents who has proven to be this caller: empty for everything but a handle of this caller's that
     * has not ended. Whether the caller may still have its tokens is not asked here.
     *
     * @param caller a caller's name
     */
    Uni<Optional<LivingHandle>> find(String caller, RefreshHandle handle) {
        return rows.find(caller, handle);
    }

    /**
     * Ends a handle by the will of its caller, who has proven to be that. Anything else stays as it is.
     *
     * @param caller a caller's name
     * @return whether there was such a handle
     */
    Uni<Boolean> revoke(String caller, RefreshHandle handle) {
        return find(caller, handle)
                .chain(found -> found.map(living -> end(
                                "refresh-handle.revoked",
                                living.tenant(),
                                living.connection(),
                                handle.id(),
                                "caller:" + caller))
                        .orElseGet(() -> Uni.createFrom().item(false)));
    }

    private Uni<Boolean> end(String ending, String tenant, String connection, String id, String actor) {
        return changes.telling(
                tenant,
                connection,
                pool.withTransaction(transaction -> rows.delete(transaction, tenant, connection, id)
                        .call(deleted -> deleted.map(handle -> audit.record(
                                        transaction,
                                        event(
                                                ending,
                                                actor,
                                                tenant,
                                                connection,
                                                handle.caller(),
                                                id,
                                                handle.expiresAt())))
                                .orElseGet(() -> Uni.createFrom().voidItem()))
                        .map(Optional::isPresent)));
    }

    private static void requireThere(boolean there) {
        if (!there) {
            throw Problem.notFound().toException();
        }
    }

    private static AuditEvent event(
            String type, String actor, String tenant, String connection, String caller, String id, Instant expiresAt) {
        return new AuditEvent(
                type,
                actor,
                tenant,
                connection,
                Map.of("caller", caller, "refresh_handle", id, "expires_at", expiresAt.toString()));
    }
}
