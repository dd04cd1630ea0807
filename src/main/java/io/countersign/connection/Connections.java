package io.countersign.connection;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.paging.Page;
import io.countersign.problem.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What can be done with connections; each change and its audit event are one transaction. SQL throughout, because each
 * of these holds the token row locked.
 */
@ApplicationScoped
class Connections {
    private final Pool pool;
    private final ConnectionRepository connections;
    private final ConnectionViews views;
    private final AuditTrail audit;

    Connections(Pool pool, ConnectionRepository connections, ConnectionViews views, AuditTrail audit) {
        this.pool = pool;
        this.connections = connections;
        this.views = views;
        this.audit = audit;
    }

    /** What a PUT came to. */
    record Put(boolean created, ConnectionView view) {}

    /** Creates the connection, or replaces its settings. Fails with 404, 409 or 422. */
    Uni<Put> put(String tenant, String name, ConnectionRequest request, String actor) {
        return pool.withTransaction(transaction -> connections
                .insertIfAbsent(transaction, tenant, name, request)
                .call(created -> created ? Uni.createFrom().voidItem() : change(transaction, tenant, name, request))
                .call(created -> audit.record(transaction, stored(created, tenant, name, request, actor)))
                .chain(created -> views.find(transaction, tenant, name).map(view -> new Put(created, view))));
    }

    /** Fails with 404 where there is none. */
    Uni<ConnectionView> get(String tenant, String name) {
        return views.find(pool, tenant, name)
                .onItem()
                .ifNull()
                .failWith(() -> Problem.notFound().toException());
    }

    /** The tenant's connections in the order of their names. Fails with 404 where there is no such tenant. */
    Uni<Page<ConnectionView>> list(String tenant, String after, int limit) {
        return views.list(pool, tenant, after, limit + 1)
                .call(rows -> rows.isEmpty()
                        ? requireTenant(pool, tenant)
                        : Uni.createFrom().voidItem())
                .map(rows -> Page.of(rows, limit, ConnectionView::connection));
    }

    private Uni<Void> requireTenant(SqlClient client, String tenant) {
        return connections
                .tenantExists(client, tenant)
                .chain(exists -> exists
                        ? Uni.createFrom().voidItem()
                        : Uni.createFrom().failure(Problem.notFound().toException()));
    }

    /**
     * Locks first and reads in a statement of its own: one that had to wait for the lock would show the other tables as
     * they were before.
     */
    private Uni<Void> change(SqlConnection transaction, String tenant, String name, ConnectionRequest request) {
        return lock(transaction, tenant, name)
                .chain(() -> connections.find(transaction, tenant, name, request.integration()))
                .call(standing -> standing == null
                        ? requireTenant(transaction, tenant)
                        : Uni.createFrom().voidItem())
                .chain(standing -> {
                    if (standing == null || !standing.integrationExists()) {
                        throw Problem.invalidField(
                                        "integration", "no integration has this name: create it first, or correct it")
                                .toException();
                    }
                    if (standing.holdsTokens() && !standing.sameIntegration()) {
                        throw Problem.conflict("The integration is fixed while the connection holds tokens or a pending"
                                        + " grant. Disconnect it first.")
                                .toException();
                    }
                    ConnectionId id = new ConnectionId(tenant, name, standing.uuid());
                    return connections
                            .change(transaction, id, request)
                            .chain(() -> standing.sameIntegration()
                                    ? Uni.createFrom().voidItem()
                                    : connections.forgetUser(transaction, id));
                });
    }

    private static AuditEvent stored(
            boolean created, String tenant, String name, ConnectionRequest request, String actor) {
        return new AuditEvent(
                created ? "connection.created" : "connection.updated",
                actor,
                tenant,
                name,
                Map.of("integration", request.integration()));
    }

    /**
     * Holds the connection's token row until the transaction ends. Whoever changes what belongs to the connection does
     * this first.
     */
    static Uni<Void> lock(SqlConnection transaction, String tenant, String name) {
        return transaction
                .preparedQuery("SELECT FROM connection_token WHERE tenant = $1 AND connection = $2 FOR UPDATE")
                .execute(Tuple.of(tenant, name))
                .replaceWithVoid();
    }

    /**
     * Destroys the connection's tokens and whatever would bring new ones. Counting the generation makes every answer
     * that is still under way stale. Done again it withdraws what was begun since.
     *
     * @return until when the last access token goes on working, or null; fails with 404 where there is no such
     *     connection
     */
    Uni<Disconnected> disconnect(String tenant, String name, String actor) {
        return pool.withTransaction(transaction -> transaction
                .preparedQuery("""
                        WITH before AS (
                          SELECT tenant, connection, uuid, access_expires_at FROM connection_token
                          WHERE tenant = $1 AND connection = $2 FOR UPDATE)
                        UPDATE connection_token t
                        SET generation = t.generation + 1, state = 'disconnected', reason = NULL,
                            access_token = NULL, refresh_token = NULL, access_expires_at = NULL,
                                refresh_expires_at = NULL,
                            disconnected_at = clock_timestamp(), lease_owner = NULL, lease_until = '-infinity',
                            unsure = false, failures = 0, held_until = '-infinity', written_by = NULL, due_at = NULL,
                            unknown_code = NULL, unknown_times = 0,
                            forced = false, warned_days = NULL
                        FROM before b
                        WHERE t.tenant = b.tenant AND t.connection = b.connection AND t.uuid = b.uuid
                        RETURNING t.uuid, b.access_expires_at
                        """)
                .execute(Tuple.of(tenant, name))
                .chain(rows -> {
                    if (rows.size() == 0) {
                        throw Problem.notFound().toException();
                    }
                    Row row = rows.iterator().next();
                    ConnectionId id = new ConnectionId(tenant, name, row.getUUID("uuid"));
                    return ConsentGrants.dropPending(transaction, id)
                            .chain(() -> dropAttempts(transaction, id))
                            .chain(() -> audit.record(
                                    transaction,
                                    new AuditEvent("connection.disconnected", actor, tenant, name, Map.of())))
                            .replaceWith(Disconnected.until(instant(row, "access_expires_at")));
                }));
    }

    /**
     * Those that somebody else is just taking or deleting are skipped: waiting for them could deadlock, and their link
     * is dead anyway.
     */
    private static Uni<Void> dropAttempts(SqlConnection transaction, ConnectionId id) {
        return transaction
                .preparedQuery("""
                        DELETE FROM consent_attempt
                        WHERE tenant = $1 AND state_hash IN (
                          SELECT a.state_hash FROM consent_attempt a
                          JOIN consent_link l ON l.tenant = a.tenant AND l.hash = a.link_hash
                          WHERE a.tenant = $1 AND l.connection = $2 AND l.uuid = $3
                          FOR UPDATE OF a SKIP LOCKED)
                        """)
                .execute(Tuple.of(id.tenant(), id.name(), id.uuid()))
                .replaceWithVoid();
    }

    static @Nullable Instant instant(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }
}
