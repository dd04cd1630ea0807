package io.countersign.integration;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The rows of integrations and of their keysets. */
@ApplicationScoped
class IntegrationRepository {

    /**
     * Inserts the integration unless there is one of that name. Of two that try at once the second waits for the first
     * one's commit and then sees its row: a plain insert would fail there.
     *
     * @return whether it was inserted
     */
    Uni<Boolean> insertIfAbsent(SqlConnection transaction, String name, RegisteredApp app) {
        return transaction.preparedQuery("""
                        INSERT INTO integration (name, environment, integration_key, scopes) VALUES ($1, $2, $3, $4)
                        ON CONFLICT DO NOTHING
                        """).execute(tuple(name, app)).map(rows -> rows.rowCount() == 1);
    }

    /** The integration, or null. */
    Uni<@Nullable IntegrationRow> find(SqlClient client, String name) {
        return client.preparedQuery("""
                        SELECT name, environment, integration_key, scopes, secrets_version, created_at, updated_at
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
                        SELECT name, environment, integration_key, scopes, secrets_version, created_at, updated_at
                        FROM integration
                        WHERE name = $1
                        FOR UPDATE
                        """).execute(Tuple.of(name)).map(IntegrationRepository::first);
    }

    /** At most {@code most} integrations in the order of their names. */
    Uni<List<IntegrationRow>> after(SqlClient client, String name, int most) {
        return client.preparedQuery("""
                        SELECT name, environment, integration_key, scopes, secrets_version, created_at, updated_at
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

    /** Makes it this app. */
    Uni<Void> change(SqlConnection transaction, String name, RegisteredApp app) {
        return transaction.preparedQuery("""
                        UPDATE integration
                        SET environment = $2, integration_key = $3, scopes = $4, updated_at = clock_timestamp()
                        WHERE name = $1
                        """).execute(tuple(name, app)).replaceWithVoid();
    }

    /** Counts an addition or a deletion of a client secret. */
    Uni<Void> raiseSecretsVersion(SqlConnection transaction, String name) {
        return transaction
                .preparedQuery("UPDATE integration SET secrets_version = secrets_version + 1 WHERE name = $1")
                .execute(Tuple.of(name))
                .replaceWithVoid();
    }

    /** Whether a connection uses it that is not disconnected, or that is but has tokens waiting for confirmation. */
    Uni<Boolean> isInUse(SqlConnection transaction, String name) {
        return transaction
                .preparedQuery("""
                        SELECT EXISTS (
                          SELECT 1
                          FROM connection c
                          LEFT JOIN connection_token t ON t.tenant = c.tenant AND t.connection = c.name
                          LEFT JOIN pending_grant p ON p.tenant = c.tenant AND p.connection = c.name
                          WHERE c.integration = $1
                            AND (t.state IS DISTINCT FROM 'disconnected' OR p.consent_id IS NOT NULL)) AS used
                        """)
                .execute(Tuple.of(name))
                .map(rows -> rows.iterator().next().getBoolean("used"));
    }

    /**
     * Holds its connections until the transaction ends, and answers how many those are; to be called before
     * {@link #findLocked}. Whoever stores a consent takes the connection's token row first and then the integration's:
     * the other way round the two would wait for each other for ever.
     */
    Uni<Integer> lockConnections(SqlConnection transaction, String name) {
        return transaction.preparedQuery("""
                        SELECT t.connection
                        FROM connection_token t
                        JOIN connection c ON c.tenant = t.tenant AND c.name = t.connection
                        WHERE c.integration = $1
                        ORDER BY t.tenant, t.connection
                        FOR UPDATE OF t
                        """).execute(Tuple.of(name)).map(RowSet::size);
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
                app.scopes().toArray(String[]::new));
    }

    private static @Nullable IntegrationRow first(RowSet<Row> rows) {
        return rows.size() == 0 ? null : IntegrationRow.of(rows.iterator().next());
    }
}
