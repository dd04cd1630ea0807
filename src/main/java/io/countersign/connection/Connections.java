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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Making and changing connections. SQL throughout, because each of these holds the token row locked. */
@ApplicationScoped
public class Connections {
    private final Pool pool;
    private final AuditTrail audit;
    private final ConnectionViews views;

    Connections(Pool pool, AuditTrail audit, ConnectionViews views) {
        this.pool = pool;
        this.audit = audit;
        this.views = views;
    }

    /** What a {@code PUT} did. */
    record Stored(boolean created, ConnectionView view) {}

    /** The connection, or empty with a null item where there is none. */
    public Uni<@Nullable ConnectionView> find(String tenant, String name) {
        return views.find(pool, tenant, name);
    }

    /** The tenant's connections in the order of their names. Fails with 404 where there is no such tenant. */
    Uni<Page<ConnectionView>> list(String tenant, String after, int limit) {
        return views.list(pool, tenant, after, limit + 1)
                .call(rows -> rows.isEmpty()
                        ? requireTenant(pool, tenant)
                        : Uni.createFrom().voidItem())
                .map(rows -> Page.of(rows, limit, ConnectionView::connection));
    }

    private static Uni<Void> requireTenant(SqlClient client, String tenant) {
        return client.preparedQuery("SELECT FROM tenant WHERE name = $1")
                .execute(Tuple.of(tenant))
                .invoke(rows -> {
                    if (rows.size() == 0) {
                        throw Problem.notFound().toException();
                    }
                })
                .replaceWithVoid();
    }

    /** Creates the connection, or replaces its settings. Fails with 404, 409 or 422. */
    Uni<Stored> put(String tenant, String name, ConnectionSettings settings, String actor) {
        return pool.withTransaction(transaction -> insert(transaction, tenant, name, settings)
                .chain(created -> (created ? Uni.createFrom().voidItem() : update(transaction, tenant, name, settings))
                        .call(() -> audit.record(
                                transaction,
                                new AuditEvent(
                                        created ? "connection.created" : "connection.updated",
                                        actor,
                                        tenant,
                                        name,
                                        Map.of("integration", settings.integration()))))
                        .chain(() -> views.find(transaction, tenant, name))
                        .map(view -> new Stored(created, view))));
    }

    private Uni<Boolean> insert(SqlConnection transaction, String tenant, String name, ConnectionSettings settings) {
        UUID uuid = UUID.randomUUID();
        return transaction
                .preparedQuery("""
                        WITH made AS (
                          INSERT INTO connection (tenant, name, uuid, integration, grant_type, scopes,
                              expected_account_id, expected_email)
                          SELECT $1, $2, $3, i.name, 'authorization_code', $5, $6, $7
                          FROM integration i JOIN tenant n ON n.name = $1 WHERE i.name = $4
                          ON CONFLICT (tenant, name) DO NOTHING
                          RETURNING tenant, name, uuid)
                        INSERT INTO connection_token (tenant, connection, uuid) SELECT tenant, name, uuid FROM made
                        """)
                .execute(settingsTuple(tenant, name, uuid, settings))
                .map(rows -> rows.rowCount() == 1);
    }

    private static Tuple settingsTuple(String tenant, String name, UUID uuid, ConnectionSettings settings) {
        return Tuple.tuple()
                .addString(tenant)
                .addString(name)
                .addUUID(uuid)
                .addString(settings.integration())
                .addArrayOfString(
                        settings.scopes() == null ? null : settings.scopes().toArray(String[]::new))
                .addString(settings.expectedAccountId())
                .addString(settings.expectedEmail());
    }

    /**
     * Locks first and reads in a statement of its own: one that had to wait for the lock would show the other tables as
     * they were before.
     */
    private Uni<Void> update(SqlConnection transaction, String tenant, String name, ConnectionSettings settings) {
        return lock(transaction, tenant, name)
                .chain(() -> transaction
                        .preparedQuery("""
                        SELECT c.uuid, c.integration = $3 AS same_integration,
                               EXISTS (SELECT FROM integration i WHERE i.name = $3) AS integration_exists,
                               t.refresh_token IS NOT NULL OR EXISTS (
                                   SELECT FROM pending_grant p
                                   WHERE p.tenant = t.tenant AND p.connection = t.connection
                                     AND p.expires_at > clock_timestamp()) AS holds_tokens
                        FROM connection_token t JOIN connection c ON c.tenant = t.tenant AND c.name = t.connection
                        WHERE t.tenant = $1 AND t.connection = $2
                        """)
                        .execute(Tuple.of(tenant, name, settings.integration()))
                        .call(rows -> rows.size() == 0
                                ? requireTenant(transaction, tenant)
                                : Uni.createFrom().voidItem())
                        .chain(rows -> {
                            if (rows.size() == 0 || !rows.iterator().next().getBoolean("integration_exists")) {
                                throw Problem.invalidField(
                                                "integration",
                                                "no integration has this name: create it first, or correct it")
                                        .toException();
                            }
                            Row row = rows.iterator().next();
                            if (row.getBoolean("holds_tokens") && !row.getBoolean("same_integration")) {
                                throw Problem.conflict("The integration is fixed while the connection holds tokens or a"
                                                + " pending grant."
                                                + " Disconnect it first.")
                                        .toException();
                            }
                            return write(transaction, tenant, name, row.getUUID("uuid"), settings)
                                    .call(() -> row.getBoolean("same_integration")
                                            ? Uni.createFrom().voidItem()
                                            : ConnectedUsers.forget(transaction, tenant, name, row.getUUID("uuid")));
                        }));
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

    private static Uni<Void> write(
            SqlConnection transaction, String tenant, String name, UUID uuid, ConnectionSettings settings) {
        return transaction
                .preparedQuery("""
                        UPDATE connection
                        SET integration = $4, scopes = $5, expected_account_id = $6, expected_email = $7,
                            updated_at = clock_timestamp()
                        WHERE tenant = $1 AND name = $2 AND uuid = $3
                        """)
                .execute(settingsTuple(tenant, name, uuid, settings))
                .replaceWithVoid();
    }

    static @Nullable Instant instant(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }

    static List<ConnectionView> viewsOf(Iterable<Row> rows) {
        List<ConnectionView> views = new ArrayList<>();
        rows.forEach(row -> views.add(ConnectionViews.viewOf(row)));
        return views;
    }
}
