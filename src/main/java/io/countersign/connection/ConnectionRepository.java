package io.countersign.connection;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of connections, as far as people decide about them. */
@ApplicationScoped
class ConnectionRepository {

    /**
     * What decides whether a connection may be changed.
     *
     * @param settings what its row holds now
     * @param learntUser who consented to be impersonated, which counts where the settings name nobody; or null
     * @param integrationExists whether there is the integration that is asked for, and no other tenant's
     * @param integrationIsOwn whether that belongs to the connection's tenant
     * @param holdsTokens whether it has tokens, a grant that waits for confirmation, or an import
     */
    record Standing(
            UUID uuid,
            ConnectionSettings settings,
            @Nullable String learntUser,
            boolean integrationExists,
            boolean integrationIsOwn,
            boolean holdsTokens) {}

    /**
     * Inserts the connection with its token row; not where it is there, and no such tenant or no such integration is.
     * One that belongs to another tenant is as none.
     */
    Uni<Boolean> insertIfAbsent(SqlConnection transaction, String tenant, String name, ConnectionRequest request) {
        return transaction
                .preparedQuery("""
                        WITH made AS (
                          INSERT INTO connection (tenant, name, uuid, integration, grant_type, scopes,
                              expected_account_id, expected_email, user_id)
                          SELECT $1, $2, $3, i.name, $8, $5, $6, $7, $9
                          FROM integration i JOIN tenant n ON n.name = $1
                          WHERE i.name = $4 AND coalesce(i.tenant, n.name) = n.name
                          ON CONFLICT (tenant, name) DO NOTHING
                          RETURNING tenant, name, uuid, integration, grant_type)
                        INSERT INTO connection_token (tenant, connection, uuid, integration, grant_type)
                        SELECT tenant, name, uuid, integration, grant_type FROM made
                        """)
                .execute(tuple(tenant, name, UUID.randomUUID(), request))
                .map(rows -> rows.rowCount() == 1);
    }

    /** How a connection stands whose token row the transaction holds; null where there is none. */
    Uni<@Nullable Standing> find(SqlConnection transaction, String tenant, String name, String integration) {
        return transaction
                .preparedQuery("""
                        SELECT c.uuid, c.integration, c.grant_type, c.scopes, c.expected_account_id, c.expected_email,
                               c.user_id, CASE t.grant_type WHEN 'jwt_bearer' THEN t.user_sub END AS learnt_user,
                               EXISTS (SELECT FROM integration i WHERE i.name = $3 AND i.tenant = $1)
                                   AS integration_is_own,
                               EXISTS (
                                   SELECT FROM integration i
                                   WHERE i.name = $3 AND coalesce(i.tenant, t.tenant) = t.tenant)
                                   AS integration_exists,
                               t.access_token IS NOT NULL OR EXISTS (
                                   SELECT FROM pending_grant p
                                   WHERE p.tenant = t.tenant AND p.connection = t.connection
                                     AND p.expires_at > clock_timestamp())
                               OR EXISTS (
                                   SELECT FROM imported_token m
                                   WHERE m.tenant = t.tenant AND m.connection = t.connection) AS holds_tokens
                        FROM connection_token t JOIN connection c ON c.tenant = t.tenant AND c.name = t.connection
                        WHERE t.tenant = $1 AND t.connection = $2
                        """)
                .execute(Tuple.of(tenant, name, integration))
                .map(ConnectionRepository::standing);
    }

    private static @Nullable Standing standing(RowSet<Row> rows) {
        if (rows.size() == 0) {
            return null;
        }
        Row row = rows.iterator().next();
        return new Standing(
                row.getUUID("uuid"),
                ConnectionSettings.of(row),
                row.getString("learnt_user"),
                row.getBoolean("integration_exists"),
                row.getBoolean("integration_is_own"),
                row.getBoolean("holds_tokens"));
    }

    /** Whether the integration of that name belongs to the tenant, and does so until the transaction ends. */
    Uni<Boolean> isOwnIntegration(SqlConnection transaction, String tenant, String integration) {
        return transaction
                .preparedQuery("SELECT FROM integration WHERE name = $1 AND tenant = $2 FOR KEY SHARE")
                .execute(Tuple.of(integration, tenant))
                .map(rows -> rows.size() == 1);
    }

    /** Replaces what people decided; the token row, which the transaction holds, repeats integration and grant. */
    Uni<Void> change(SqlConnection transaction, ConnectionId id, ConnectionRequest request) {
        return transaction
                .preparedQuery("""
                        WITH changed AS (
                          UPDATE connection
                          SET integration = $4, scopes = $5, expected_account_id = $6, expected_email = $7,
                              grant_type = $8, user_id = $9, updated_at = clock_timestamp()
                          WHERE tenant = $1 AND name = $2 AND uuid = $3
                          RETURNING tenant, name, uuid, integration, grant_type)
                        UPDATE connection_token t SET grant_type = c.grant_type, integration = c.integration
                        FROM changed c
                        WHERE t.tenant = $1 AND t.connection = c.name AND t.uuid = c.uuid
                        """)
                .execute(tuple(id.tenant(), id.name(), id.uuid(), request))
                .replaceWithVoid();
    }

    /**
     * Whether the integration serves the tenant. Stays so until the end of a transaction that has made one of the
     * tenant's connections name it: whoever gives it an owner waits for that.
     */
    Uni<Boolean> serves(SqlConnection transaction, String integration, String tenant) {
        return transaction
                .preparedQuery("SELECT FROM integration WHERE name = $1 AND coalesce(tenant, $2) = $2")
                .execute(Tuple.of(integration, tenant))
                .map(rows -> rows.size() == 1);
    }

    Uni<Boolean> tenantExists(SqlClient client, String tenant) {
        return client.preparedQuery("SELECT FROM tenant WHERE name = $1")
                .execute(Tuple.of(tenant))
                .map(rows -> rows.size() == 1);
    }

    private static Tuple tuple(String tenant, String name, UUID uuid, ConnectionRequest request) {
        List<String> scopes = request.scopes();
        return Tuple.tuple()
                .addString(tenant)
                .addString(name)
                .addUUID(uuid)
                .addString(request.integration())
                .addArrayOfString(scopes == null ? null : scopes.toArray(String[]::new))
                .addString(request.expectedAccountId())
                .addString(request.expectedEmail())
                .addString(request.grantType().wireName())
                .addString(request.userId());
    }
}
