package io.countersign.refresh;

import static io.countersign.refresh.LeaseValues.holder;

import io.countersign.connection.ConnectionId;
import io.countersign.connection.GrantType;
import io.countersign.connection.TokenPlaces;
import io.countersign.database.Seconds;
import io.countersign.docusign.Environment;
import io.countersign.refresh.gate.GateKey;
import io.countersign.tenant.TenantKeyset;
import io.countersign.tenant.TenantKeysets;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Typed;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Who may spend an imported token: leases as {@link PostgresLeases} gives them, of {@code imported_token}. The id of
 * the import stands where theirs has the connection's, so nothing here reaches the connection's own lease.
 */
@ApplicationScoped
@Typed(ProofLeases.class)
class ProofLeases implements LeaseRows {
    private final Pool pool;
    private final TenantKeysets keysets;

    ProofLeases(Pool pool, TenantKeysets keysets) {
        this.pool = pool;
        this.keysets = keysets;
    }

    @Override
    public Uni<Taken> lease(Target target, UUID attempt, Duration lease) {
        ConnectionId id = target.id();
        return pool.preparedQuery("""
                        UPDATE imported_token t
                        SET lease_owner = $5, lease_until = clock_timestamp() + make_interval(secs => $6),
                            due_at = clock_timestamp() + make_interval(secs => $6),
                            calls = (clock_timestamp() || t.calls)[1:10]
                        FROM integration i, tenant_key k
                        WHERE t.tenant = $1 AND t.connection = $2 AND t.import_id = $3 AND t.generation = $4
                          AND t.lease_owner IS NULL
                          AND t.lease_until < clock_timestamp() AND t.held_until < clock_timestamp()
                          AND (t.calls[10] IS NULL OR t.calls[10] < clock_timestamp() - interval '70 seconds')
                          AND i.name = t.integration AND k.tenant = t.tenant
                          AND NOT EXISTS (SELECT FROM closed_gate g
                                          WHERE g.integration = i.name AND g.grant_type = 'authorization_code'
                                            AND g.prober IS DISTINCT FROM $5)
                        RETURNING t.uuid, t.integration, i.environment, k.wrapped, k.version AS keyset_version,
                                  t.refresh_token, t.access_token,
                                  t.access_expires_at, t.unsure, t.scopes, clock_timestamp() AS given_at,
                                  extract(epoch FROM t.refresh_expires_at - clock_timestamp())::float8 AS refresh_left,
                                  extract(epoch FROM t.access_expires_at - clock_timestamp())::float8 AS access_left,
                                  t.failures, t.unknown_code, t.unknown_times,
                                  extract(epoch FROM clock_timestamp() - t.unknown_since)::float8 AS unknown_for,
                                  EXISTS (SELECT FROM upstream_gate g
                                          WHERE g.integration = i.name AND g.grant_type = 'authorization_code'
                                            AND (g.probing OR g.flag IS NOT NULL)) AS marked
                        """)
                .execute(Tuple.of(id.tenant(), id.name(), id.uuid(), target.generation(), attempt, Seconds.of(lease)))
                .map(rows -> rows.size() == 0
                        ? new Taken.NotGiven()
                        : LeaseColumns.opened(() -> leaseOf(rows.iterator().next(), id, target.generation(), attempt)));
    }

    private Lease leaseOf(Row row, ConnectionId id, long generation, UUID attempt) {
        ConnectionId connection = new ConnectionId(id.tenant(), id.name(), row.getUUID("uuid"));
        Environment environment = Environment.of(row.getString("environment"));
        byte[] wrapped = row.getBuffer("wrapped").getBytes();
        TenantKeyset keyset = keysets.open(id.tenant(), wrapped, row.getUUID("keyset_version"));
        return new Lease(
                id,
                row.getString("integration"),
                TokenPlaces.of(connection, environment, null, null),
                generation,
                keyset,
                attempt,
                row.getOffsetDateTime("given_at").toInstant(),
                new LeasedGrant.RefreshToken(keysets.open(
                        id.tenant(),
                        wrapped,
                        row.getBuffer("refresh_token").getBytes(),
                        TokenPlaces.importedRefreshToken(connection, id.uuid(), environment, generation))),
                LeaseColumns.heldAccess(
                        row,
                        keyset.keyset(),
                        TokenPlaces.importedAccessToken(connection, id.uuid(), environment, generation)),
                row.getBoolean("unsure"),
                LeaseColumns.left(row, "refresh_left"),
                LeaseColumns.left(row, "access_left"),
                row.getInteger("failures"),
                LeaseColumns.unknownRefusals(row),
                LeaseColumns.list(row, "scopes").contains("extended"),
                Finality.ofImport(generation),
                row.getBoolean("marked"));
    }

    @Override
    public Uni<Optional<Obstacle>> obstacle(ConnectionId id) {
        return pool.preparedQuery("""
                        SELECT t.generation,
                               t.lease_owner IS NOT NULL AS owned, t.lease_until > clock_timestamp() AS running,
                               extract(epoch FROM greatest(t.lease_until, t.held_until, g.paused_until,
                                     t.calls[10] + interval '70 seconds', clock_timestamp())
                                   - clock_timestamp())::float8 AS closed_for,
                               coalesce(g.paused_until > clock_timestamp(), false) AS paused,
                               coalesce(g.probing, false) AS probing, t.integration
                        FROM imported_token t
                        LEFT JOIN closed_gate g ON g.integration = t.integration
                            AND g.grant_type = 'authorization_code'
                        WHERE t.tenant = $1 AND t.connection = $2 AND t.import_id = $3
                        """)
                .execute(Tuple.of(id.tenant(), id.name(), id.uuid()))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(obstacleOf(rows.iterator().next())));
    }

    private static Obstacle obstacleOf(Row row) {
        return new Obstacle(
                row.getLong("generation"),
                true,
                row.getBoolean("owned"),
                row.getBoolean("running"),
                Seconds.duration(row.getDouble("closed_for")),
                row.getBoolean("paused"),
                row.getBoolean("probing"),
                new GateKey(row.getString("integration"), GrantType.AUTHORIZATION_CODE),
                Optional.empty());
    }

    @Override
    public Uni<Void> empty(Target target, Duration closedFor) {
        ConnectionId id = target.id();
        return pool.preparedQuery("""
                        UPDATE imported_token
                        SET lease_owner = NULL, unsure = true,
                            lease_until = clock_timestamp() + make_interval(secs => $5),
                            due_at = clock_timestamp() + make_interval(secs => $5)
                        WHERE tenant = $1 AND connection = $2 AND import_id = $3 AND generation = $4
                          AND lease_owner IS NOT NULL AND lease_until < clock_timestamp()
                        """)
                .execute(Tuple.of(id.tenant(), id.name(), id.uuid(), target.generation(), Seconds.of(closedFor)))
                .replaceWithVoid();
    }

    /** Through the gate as {@link PostgresLeases#extend} says. */
    @Override
    public Uni<Boolean> extend(Lease lease, Duration duration, boolean counted) {
        return pool.preparedQuery("""
                        UPDATE imported_token t
                        SET lease_until = clock_timestamp() + make_interval(secs => $7),
                            due_at = clock_timestamp() + make_interval(secs => $7),
                            calls = CASE WHEN $9 THEN (clock_timestamp() || t.calls)[1:10] ELSE t.calls END
                        WHERE t.tenant = $1 AND t.connection = $2 AND t.import_id = $3 AND t.generation = $4
                            AND t.lease_owner = $5
                          AND (NOT $9 OR t.calls[10] IS NULL OR t.calls[10] < clock_timestamp() - interval '70 seconds')
                          AND NOT EXISTS (SELECT FROM closed_gate g
                                          WHERE g.integration = $6 AND g.grant_type = 'authorization_code'
                                            AND g.prober IS DISTINCT FROM $5
                                            AND NOT ($8 AND g.prober IS NOT NULL))
                        """)
                .execute(holder(lease.holder())
                        .addString(lease.integration())
                        .addDouble(Seconds.of(duration))
                        .addBoolean(lease.marked())
                        .addBoolean(counted))
                .map(rows -> rows.rowCount() == 1);
    }

    @Override
    public Uni<Optional<ExtensionObstacle>> extensionObstacle(Lease lease) {
        return pool.preparedQuery("""
                        SELECT extract(epoch FROM greatest(g.paused_until, clock_timestamp())
                                   - clock_timestamp())::float8 AS closed_for,
                               coalesce(t.calls[10] >= clock_timestamp() - interval '70 seconds', false) AS too_many
                        FROM imported_token t
                        LEFT JOIN closed_gate g ON g.integration = $6 AND g.grant_type = 'authorization_code'
                        WHERE t.tenant = $1 AND t.connection = $2 AND t.import_id = $3 AND t.generation = $4
                            AND t.lease_owner = $5
                        """)
                .execute(holder(lease.holder()).addString(lease.integration()))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(
                                LeaseColumns.extensionObstacle(rows.iterator().next())));
    }
}
