package io.countersign.grant;

import io.countersign.connection.Account;
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

/** The sealed tokens of pending grants, as a rotation of a tenant's key sees them. */
@ApplicationScoped
class PendingSeals implements SealedRows {
    private final Pool pool;

    PendingSeals(Pool pool) {
        this.pool = pool;
    }

    @Override
    public Uni<List<SealedRow>> notUnder(String tenant, byte[] commitment, String after, int most) {
        return pool.preparedQuery("""
                        SELECT p.connection, p.uuid, p.consent_id, p.access_token, p.refresh_token, p.accounts,
                               i.environment
                        FROM pending_grant p
                        JOIN connection c ON c.tenant = p.tenant AND c.name = p.connection
                        JOIN integration i ON i.name = c.integration
                        WHERE p.tenant = $1 AND p.connection > $3
                          AND (substring(p.access_token FROM 2 FOR 32) <> $2
                               OR substring(p.refresh_token FROM 2 FOR 32) <> $2)
                        ORDER BY p.connection
                        LIMIT $4
                        """)
                .execute(Tuple.of(tenant, Buffer.buffer(commitment), after, most))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> sealed(tenant, row))
                        .toList());
    }

    private static SealedRow sealed(String tenant, Row row) {
        UUID consentId = row.getUUID("consent_id");
        ConnectionId id = new ConnectionId(tenant, row.getString("connection"), row.getUUID("uuid"));
        Environment environment = Environment.of(row.getString("environment"));
        List<Account> accounts = Account.listOf(row.getJsonArray("accounts"));
        return new SealedRow(
                id.name(),
                consentId,
                0,
                ResealedValues.seal(
                        row, "access_token", TokenPlaces.pendingAccessToken(id, consentId, environment, accounts)),
                ResealedValues.seal(
                        row, "refresh_token", TokenPlaces.pendingRefreshToken(id, consentId, environment, accounts)));
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
                          SELECT FROM pending_grant
                          WHERE tenant = $1 AND connection = $2 AND consent_id = $3 AND $4 = 0::bigint
                            AND access_token IS NOT DISTINCT FROM $5 AND refresh_token IS NOT DISTINCT FROM $6
                          FOR NO KEY UPDATE),
                        named AS (
                          SELECT FROM tenant_key k, held
                          WHERE k.tenant = $1 AND k.version = $7
                          FOR SHARE OF k)
                        UPDATE pending_grant t SET access_token = $8, refresh_token = $9
                        FROM named
                        WHERE t.tenant = $1 AND t.connection = $2
                        """)
                .execute(ResealedValues.of(tenant, version, former, accessToken, refreshToken))
                .replaceWithVoid();
    }
}
