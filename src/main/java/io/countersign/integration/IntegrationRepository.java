package io.countersign.integration;

import io.countersign.problem.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The rows of integrations and of their keysets. */
@ApplicationScoped
class IntegrationRepository {

    /**
     * Inserts the integration unless there is one of that name, as nobody's yet: see {@link IntegrationOwner}. Of two
     * that try at once the second waits for the first one's commit and then sees its row: a plain insert would fail
     * there.
     *
     * @return whether it was inserted
     */
    Uni<Boolean> insertIfAbsent(SqlConnection transaction, String name, RegisteredApp app) {
        return transaction.preparedQuery("""
                        INSERT INTO integration (name, environment, integration_key, client_type, scopes, display_name)
                        VALUES ($1, $2, $3, $6, $4, nullif($5, $1))
                        ON CONFLICT DO NOTHING
                        """).execute(tuple(name, app)).map(rows -> rows.rowCount() == 1);
    }

    /** The integration, or null. */
    Uni<@Nullable IntegrationRow> find(SqlClient client, String name) {
        return client.preparedQuery("""
                        SELECT name, environment, integration_key, client_type, scopes,
                               coalesce(display_name, name) AS display_name, tenant, secrets_version, created_at,
                               updated_at
                        FROM integration
                        WHERE name = $1
                        """).execute(Tuple.of(name)).map(IntegrationRepository::first);
    }

    /**
     * The integration, which nobody else changes or gives a new connection until the transaction ends; or null. Not FOR
     * NO KEY UPDATE, which lets connections in.
     */
    Uni<@Nullable IntegrationRow> findLocked(SqlConnection transaction, String name) {
        return transaction.preparedQuery("""
                        SELECT name, environment, integration_key, client_type, scopes,
                               coalesce(display_name, name) AS display_name, tenant, secrets_version, created_at,
                               updated_at
                        FROM integration
                        WHERE name = $1
                        FOR UPDATE
                        """).execute(Tuple.of(name)).map(IntegrationRepository::first);
    }

    /** At most {@code most} integrations in the order of their names. */
    Uni<List<IntegrationRow>> after(SqlClient client, String name, int most) {
        return client.preparedQuery("""
                        SELECT name, environment, integration_key, client_type, scopes,
                               coalesce(display_name, name) AS display_name, tenant, secrets_version, created_at,
                               updated_at
                        FROM integration
                        WHERE name > $1
                        ORDER BY name
                        LIMIT $2
                        """)
                .execute(Tuple.of(name, most))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(IntegrationRow::of)
                        .toList());
    }

    /** Makes it this app, but for whom it belongs to. */
    Uni<Void> change(SqlConnection transaction, String name, RegisteredApp app) {
        return transaction.preparedQuery("""
                        UPDATE integration
                        SET environment = $2, integration_key = $3, client_type = $6, scopes = $4,
                            display_name = nullif($5, $1), updated_at = clock_timestamp()
                        WHERE name = $1
                        """).execute(tuple(name, app)).replaceWithVoid();
    }

    /** Counts an addition or a deletion of a client secret or an RSA key. */
    Uni<Void> raiseSecretsVersion(SqlConnection transaction, String name) {
        return transaction
                .preparedQuery("UPDATE integration SET secrets_version = secrets_version + 1 WHERE name = $1")
                .execute(Tuple.of(name))
                .replaceWithVoid();
    }

    /**
     * Holds the integration and its connections until the transaction ends, unless their use forbids it: nobody gives
     * it another connection, none of its own comes alive, and no grant comes to wait.
     *
     * <p>Who holds the integration keeps new connections out, who holds a token row keeps it as it is, and its pending
     * grant too. The connections are locked before the integration, as whoever stores a consent does it: the other way
     * round the two would wait for each other for ever. And once more behind it, for one that was given this
     * integration in between. Asked first of all, so that a refusal does not hold up connections that are in use.
     *
     * @param refusal what forbids it, if anything does
     * @return the integration, or null; fails with that problem
     */
    Uni<@Nullable IntegrationRow> hold(
            SqlConnection transaction, String name, Function<IntegrationUsage, Optional<Problem>> refusal) {
        return refuse(transaction, name, refusal)
                .chain(() -> lockConnections(transaction, name))
                .chain(() -> findLocked(transaction, name))
                .call(() -> lockConnections(transaction, name))
                .call(() -> refuse(transaction, name, refusal));
    }

    private static Uni<Void> refuse(
            SqlConnection transaction, String name, Function<IntegrationUsage, Optional<Problem>> refusal) {
        return usage(transaction, name)
                .map(refusal)
                .chain(problem -> problem.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : Uni.createFrom().failure(problem.get().toException()));
    }

    private static Uni<IntegrationUsage> usage(SqlConnection transaction, String name) {
        return transaction
                .preparedQuery("""
                        SELECT count(*) AS connections,
                               count(*) FILTER (WHERE t.state IS DISTINCT FROM 'disconnected'
                                                   OR p.consent_id IS NOT NULL OR m.import_id IS NOT NULL) AS living
                        FROM connection c
                        LEFT JOIN connection_token t ON t.tenant = c.tenant AND t.connection = c.name
                        LEFT JOIN pending_grant p ON p.tenant = c.tenant AND p.connection = c.name
                        LEFT JOIN imported_token m ON m.tenant = c.tenant AND m.connection = c.name
                        WHERE c.integration = $1
                        """)
                .execute(Tuple.of(name))
                .map(rows -> rows.iterator().next())
                .map(row -> new IntegrationUsage(row.getLong("connections"), row.getLong("living")));
    }

    /** Counted there: there may be many of them. */
    private static Uni<Void> lockConnections(SqlConnection transaction, String name) {
        return transaction.preparedQuery("""
                        SELECT count(*) FROM (
                          SELECT t.connection
                          FROM connection_token t
                          JOIN connection c ON c.tenant = t.tenant AND c.name = t.connection
                          WHERE c.integration = $1
                          ORDER BY t.tenant, t.connection
                          FOR UPDATE OF t) AS held
                        """).execute(Tuple.of(name)).replaceWithVoid();
    }

    /** Tells the trail of each one's tenant that its connections go with it; answers how many do. */
    Uni<Long> recordDeletions(SqlConnection transaction, String name, String actor) {
        return transaction
                .preparedQuery("""
                        SELECT count(record_event('connection.deleted', $2, c.tenant, c.name,
                                 jsonb_build_object('integration', c.integration, 'reason', 'integration_deleted')))
                                 AS told
                        FROM connection c
                        WHERE c.integration = $1
                        """)
                .execute(Tuple.of(name, actor))
                .map(rows -> rows.iterator().next().getLong("told"));
    }

    /** Deletes it, and with it by their foreign keys its keyset, its secrets and its connections. */
    Uni<Void> delete(SqlConnection transaction, String name) {
        return transaction
                .preparedQuery("DELETE FROM integration WHERE name = $1")
                .execute(Tuple.of(name))
                .replaceWithVoid();
    }

    Uni<Void> insertKeyset(SqlConnection transaction, String integration, byte[] wrapped) {
        return transaction
                .preparedQuery("INSERT INTO integration_key (integration, wrapped) VALUES ($1, $2)")
                .execute(Tuple.of(integration, wrapped))
                .replaceWithVoid();
    }

    /** The wrapped keyset of an integration that is there. */
    Uni<byte[]> wrappedKeyset(SqlConnection transaction, String integration) {
        return transaction
                .preparedQuery("SELECT wrapped FROM integration_key WHERE integration = $1")
                .execute(Tuple.of(integration))
                .map(rows -> rows.iterator().next().getBuffer("wrapped").getBytes());
    }

    private static Tuple tuple(String name, RegisteredApp app) {
        return Tuple.of(
                name,
                app.environment().wireName(),
                app.integrationKey(),
                app.scopes().toArray(String[]::new),
                app.displayName(),
                app.clientType().wireName());
    }

    private static @Nullable IntegrationRow first(RowSet<Row> rows) {
        return rows.size() == 0 ? null : IntegrationRow.of(rows.iterator().next());
    }
}
