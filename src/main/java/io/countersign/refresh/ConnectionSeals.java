package io.countersign.refresh;

import io.countersign.connection.ConnectionId;
import io.countersign.connection.TokenPlaces;
import io.countersign.docusign.Environment;
import io.countersign.tenant.ResealedValues;
import io.countersign.tenant.SealedRows;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The sealed tokens of connections, as a rotation of a tenant's key sees them. */
@ApplicationScoped
class ConnectionSeals implements SealedRows {
    private final Pool pool;

    ConnectionSeals(Pool pool) {
        this.pool = pool;
    }

    @Override
    public Uni<List<SealedRow>> notUnder(String tenant, byte[] commitment, String after, int most) {
        return pool.preparedQuery("""
                        SELECT t.connection, t.uuid, t.generation, t.access_token, t.refresh_token, t.account_id,
                               t.base_uri, i.environment
                        FROM connection_token t
                        JOIN connection c ON c.tenant = t.tenant AND c.name = t.connection
                        JOIN integration i ON i.name = c.integration
                        WHERE t.tenant = $1 AND t.connection > $3
                          AND (substring(t.access_token FROM 2 FOR 32) <> $2
                               OR substring(t.refresh_token FROM 2 FOR 32) <> $2)
                        ORDER BY t.connection
                        LIMIT $4
                        """)
                .execute(Tuple.of(tenant, Buffer.buffer(commitment), after, most))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> sealed(tenant, row))
                        .toList());
    }

    private static SealedRow sealed(String tenant, Row row) {
        long generation = row.getLong("generation");
        ConnectionId id = new ConnectionId(tenant, row.getString("connection"), row.getUUID("uuid"));
        TokenPlaces places = TokenPlaces.of(
                id,
                Environment.of(row.getString("environment")),
                row.getString("account_id"),
                row.getString("base_uri"));
        return new SealedRow(
                id.name(),
                id.uuid(),
                generation,
                ResealedValues.seal(row, "access_token", places.accessToken(generation)),
                ResealedValues.seal(row, "refresh_token", places.refreshToken(generation)));
    }

    @Override
    public Uni<Void> replace(
            String tenant,
            UUID version,
            SealedRow former,
            byte @Nullable [] accessToken,
            byte @Nullable [] refreshToken) {
        return pool.preparedQuery("""
                        WITH held AS (
                          SELECT FROM connection_token
                          WHERE tenant = $1 AND connection = $2 AND uuid = $3 AND generation = $4
                            AND access_token IS NOT DISTINCT FROM $5 AND refresh_token IS NOT DISTINCT FROM $6
                          FOR NO KEY UPDATE),
                        named AS (
                          SELECT FROM tenant_key k, held
                          WHERE k.tenant = $1 AND k.version = $7
                          FOR SHARE OF k)
                        UPDATE connection_token t SET access_token = $8, refresh_token = $9
                        FROM named
                        WHERE t.tenant = $1 AND t.connection = $2
                        """)
                .execute(ResealedValues.of(tenant, version, former, accessToken, refreshToken))
                .replaceWithVoid();
    }
}
