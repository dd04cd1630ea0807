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
public class Connections {
    private final Pool pool;
    private final ConnectionRepository connections;
    private final ConnectionViews views;
    private final VouchedUsers users;
    private final FormerApp formerApp;
    private final TryPause tryPause;
    private final AuditTrail audit;

    Connections(
            Pool pool,
            ConnectionRepository connections,
            ConnectionViews views,
            VouchedUsers users,
            FormerApp formerApp,
            TryPause tryPause,
            AuditTrail audit) {
        this.pool = pool;
        this.connections = connections;
        this.views = views;
        this.users = users;
        this.formerApp = formerApp;
        this.tryPause = tryPause;
        this.audit = audit;
    }

    /** What a PUT did. */
    enum Done {
        CREATED,
        CHANGED,
        NOTHING
    }

    /** What a PUT came to. */
    record Put(Done done, ConnectionView view) {}

    /**
     * Creates the connection, or replaces its settings. One that would replace them by the same changes nothing and
     * leaves no event: people run them every few minutes. Fails with 403, 404, 409 or 422.
     *
     * @param mayNameAnybody whether the caller may have anybody impersonated, not only who consents
     */
    Uni<Put> put(String tenant, String name, ConnectionRequest request, boolean mayNameAnybody, String actor) {
        return pool.withTransaction(transaction -> connections
                .insertIfAbsent(transaction, tenant, name, request)
                .chain(created -> created
                        ? allowUser(transaction, tenant, request, request.userId() == null || mayNameAnybody)
                                .chain(() -> vouch(transaction, tenant, name, request))
                                .replaceWith(Done.CREATED)
                        : change(transaction, tenant, name, request, mayNameAnybody))
                .call(done -> done == Done.NOTHING
                        ? Uni.createFrom().voidItem()
                        : requireService(transaction, tenant, request))
                .call(done -> switch (done) {
                    case CREATED ->
                        audit.record(transaction, stored("connection.created", tenant, name, request, actor));
                    case CHANGED ->
                        audit.record(transaction, stored("connection.updated", tenant, name, request, actor));
                    case NOTHING -> Uni.createFrom().voidItem();
                })
                .chain(done -> views.find(transaction, tenant, name).map(view -> new Put(done, view))));
    }

    /**
     * The user whom the connection names, judged when it is written: the integration may have lost its owner meanwhile.
     * What was written goes with the transaction.
     */
    private Uni<Void> allowUser(SqlConnection transaction, String tenant, ConnectionRequest request, boolean allowed) {
        return allowed
                ? Uni.createFrom().voidItem()
                : connections
                        .isOwnIntegration(transaction, tenant, request.integration())
                        .invoke(own -> {
                            if (!own) {
                                throw SettingsDecision.mayNotName(false).toException();
                            }
                        })
                        .replaceWithVoid();
    }

    /** Fails with 404 where there is none. */
    public Uni<ConnectionView> get(String tenant, String name) {
        return views.find(pool, tenant, name)
                .onItem()
                .ifNull()
                .failWith(() -> Problem.notFound().toException());
    }

    /** What stands there now, to act on that and nothing else later. Fails with 404 where there is none. */
    public Uni<ConnectionMark> mark(String tenant, String name) {
        return ConnectionMark.find(pool, tenant, name)
                .onItem()
                .ifNull()
                .failWith(() -> Problem.notFound().toException());
    }

    /** The tenant's connections that may be read and pass, by name. Fails with 404 where there is no such tenant. */
    public Uni<Page<ConnectionView>> list(
            String tenant, ReadableConnections readable, ConnectionFilter filter, String after, int limit) {
        return views.list(pool, tenant, readable, filter, after, limit + 1)
                .call(rows -> rows.isEmpty()
                        ? requireTenant(pool, tenant)
                        : Uni.createFrom().voidItem())
                .map(rows -> Page.of(rows, limit, ConnectionView::connection));
    }

    /** Those that may be read, in the order of their tenants' names and their own. */
    public Uni<Page<ConnectionView>> listAll(
            ReadableConnections readable, ConnectionFilter filter, ConnectionCursor after, int limit) {
        return views.listAll(pool, readable, filter, after, limit + 1)
                .map(rows -> Page.of(rows, limit, ConnectionCursor::after));
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
    private Uni<Done> change(
            SqlConnection transaction, String tenant, String name, ConnectionRequest request, boolean mayNameAnybody) {
        return lock(transaction, tenant, name)
                .chain(() -> connections.find(transaction, tenant, name, request.integration()))
                .call(standing -> standing == null
                        ? requireTenant(transaction, tenant)
                        : Uni.createFrom().voidItem())
                .chain(standing -> {
                    if (standing == null) {
                        throw SettingsDecision.noSuchIntegration().toException();
                    }
                    boolean repeats = SettingsDecision.repeatsLearntUser(
                            standing, ConnectionSettings.of(request), mayNameAnybody);
                    ConnectionId id = new ConnectionId(tenant, name, standing.uuid());
                    return decided(
                            transaction, id, standing, repeats ? request.withoutUser() : request, mayNameAnybody);
                });
    }

    private Uni<Done> decided(
            SqlConnection transaction,
            ConnectionId id,
            ConnectionRepository.Standing standing,
            ConnectionRequest request,
            boolean mayNameAnybody) {
        return switch (SettingsDecision.of(standing, ConnectionSettings.of(request), mayNameAnybody)) {
            case SettingsDecision.Refused refused ->
                Uni.createFrom().failure(refused.problem().toException());
            case SettingsDecision.Nothing nothing ->
                tryPause.end(transaction, id).replaceWith(Done.NOTHING);
            case SettingsDecision.Change change ->
                (change.namesUser() ? requireOurs(transaction, id, standing, request) : nothing())
                        .chain(() -> change(transaction, id, request, change))
                        .call(() ->
                                allowUser(transaction, id.tenant(), request, !change.namesUser() || mayNameAnybody));
        };
    }

    private Uni<Done> change(
            SqlConnection transaction, ConnectionId id, ConnectionRequest request, SettingsDecision.Change change) {
        return (change.forgetsSource()
                        ? formerApp.forget(transaction, id)
                        : Uni.createFrom().voidItem())
                .chain(() -> connections.change(transaction, id, request))
                .chain(() -> change.namesUser() ? vouch(transaction, id, request) : nothing())
                .chain(() -> tryPause.end(transaction, id))
                .replaceWith(Done.CHANGED);
    }

    /**
     * Whoever names the user that stands there may only send back what GET shows, which may be whom somebody has
     * written there: then the vault vouches for nobody.
     */
    private Uni<Void> requireOurs(
            SqlConnection transaction,
            ConnectionId id,
            ConnectionRepository.Standing standing,
            ConnectionRequest request) {
        ConnectionSettings present = standing.settings();
        String stands = present.userId() == null ? standing.learntUser() : present.userId();
        if (present.grant() != GrantType.JWT_BEARER || stands == null || !stands.equalsIgnoreCase(request.userId())) {
            return nothing();
        }
        return transaction
                .preparedQuery("SELECT user_mac FROM connection_token WHERE tenant = $1 AND connection = $2")
                .execute(Tuple.of(id.tenant(), id.name()))
                .chain(rows -> users.isOurs(
                        transaction,
                        new VouchedUsers.Settled(id, present.integration(), null, stands),
                        rows.iterator().next()))
                .invoke(ours -> {
                    if (!ours) {
                        throw SettingsDecision.notOurs().toException();
                    }
                })
                .replaceWithVoid();
    }

    /** Of a connection that was made in this transaction. */
    private Uni<Void> vouch(SqlConnection transaction, String tenant, String name, ConnectionRequest request) {
        return request.userId() == null
                ? nothing()
                : connections
                        .find(transaction, tenant, name, request.integration())
                        .chain(made -> vouch(transaction, new ConnectionId(tenant, name, made.uuid()), request));
    }

    /**
     * For whom this request names. Not for whom it only sends back as GET shows them: that may be whom somebody has
     * written there, and who was settled keeps what vouches for them.
     */
    private Uni<Void> vouch(SqlConnection transaction, ConnectionId id, ConnectionRequest request) {
        String user = request.userId();
        return user == null
                ? nothing()
                : users.vouch(transaction, new VouchedUsers.Settled(id, request.integration(), null, user));
    }

    private static Uni<Void> nothing() {
        return Uni.createFrom().voidItem();
    }

    /** It may have come to belong to another tenant while the connection began to name it. */
    private Uni<Void> requireService(SqlConnection transaction, String tenant, ConnectionRequest request) {
        return connections
                .serves(transaction, request.integration(), tenant)
                .chain(serves -> serves
                        ? Uni.createFrom().voidItem()
                        : Uni.createFrom()
                                .failure(SettingsDecision.noSuchIntegration().toException()));
    }

    private static AuditEvent stored(String type, String tenant, String name, ConnectionRequest request, String actor) {
        return new AuditEvent(type, actor, tenant, name, Map.of("integration", request.integration()));
    }

    /**
     * Holds the connection's token row until the transaction ends. Whoever changes what belongs to the connection does
     * this first.
     */
    public static Uni<Void> lock(SqlConnection transaction, String tenant, String name) {
        return transaction
                .preparedQuery("SELECT FROM connection_token WHERE tenant = $1 AND connection = $2 FOR UPDATE")
                .execute(Tuple.of(tenant, name))
                .replaceWithVoid();
    }

    static @Nullable Instant instant(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }
}
