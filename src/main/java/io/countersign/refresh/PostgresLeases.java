package io.countersign.refresh;

import static io.countersign.refresh.LeaseValues.holder;

import io.countersign.connection.ConnectionId;
import io.countersign.connection.ConnectionState;
import io.countersign.connection.ConsentReason;
import io.countersign.connection.GrantType;
import io.countersign.connection.TokenPlaces;
import io.countersign.connection.VouchedUsers;
import io.countersign.crypto.LostKeyException;
import io.countersign.crypto.MissingKeyException;
import io.countersign.crypto.UnreadableSecretException;
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
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** Who may ask for tokens: the beginning of an attempt in PostgreSQL. Its end is {@link PostgresRefreshRows}. */
@ApplicationScoped
class PostgresLeases implements LeaseRows {
    private final Pool pool;
    private final TenantKeysets keysets;
    private final VouchedUsers users;

    PostgresLeases(Pool pool, TenantKeysets keysets, VouchedUsers users) {
        this.pool = pool;
        this.users = users;
        this.keysets = keysets;
    }

    @Override
    public Uni<Taken> lease(Target target, UUID attempt, Duration lease) {
        ConnectionId id = target.id();
        return pool.preparedQuery("""
                        UPDATE connection_token t
                        SET lease_owner = $5, lease_until = clock_timestamp() + make_interval(secs => $6),
                            due_at = CASE WHEN t.grant_type = 'authorization_code' OR t.state = 'active'
                                THEN clock_timestamp() + make_interval(secs => $6) END,
                            due_since = CASE WHEN t.grant_type = 'authorization_code' OR t.state = 'active'
                                THEN coalesce(t.due_since, least(t.due_at, clock_timestamp())) END,
                            calls = (clock_timestamp() || t.calls)[1:10]
                        FROM connection c, integration i, tenant_key k
                        WHERE t.tenant = $1 AND t.connection = $2 AND t.uuid = $3 AND t.generation = $4
                          AND CASE t.grant_type WHEN 'jwt_bearer'
                              THEN t.state <> 'disconnected' AND coalesce(c.user_id, t.user_sub) IS NOT NULL
                              ELSE (t.state = 'active' OR t.state = 'consent_required' AND t.due_at IS NOT NULL)
                                AND t.lease_owner IS NULL END
                          AND t.lease_until < clock_timestamp() AND t.held_until < clock_timestamp()
                          AND (t.calls[10] IS NULL OR t.calls[10] < clock_timestamp() - interval '70 seconds')
                          AND c.tenant = t.tenant AND c.name = t.connection AND i.name = c.integration
                          AND k.tenant = t.tenant
                          AND NOT EXISTS (SELECT FROM closed_gate g
                                          WHERE g.integration = i.name AND g.grant_type = t.grant_type
                                            AND g.prober IS DISTINCT FROM $5)
                        RETURNING i.name AS integration, i.environment, k.wrapped, k.version AS keyset_version,
                                  t.account_id, t.base_uri,
                                  t.refresh_token, t.access_expires_at,
                                  CASE WHEN t.rejected_generation IS DISTINCT FROM t.generation
                                      THEN t.access_token END AS access_token,
                                  t.unsure, t.scopes, t.grant_type, t.state, t.reason, t.user_email,
                                  coalesce(c.user_id, t.user_sub) AS impersonated, t.user_mac,
                                  coalesce(c.scopes, i.scopes) AS wanted,
                                  c.expected_account_id, c.expected_email,
                                  t.forced OR t.state = 'consent_required' AND t.grant_type = 'authorization_code'
                                      AS forced,
                                  coalesce(t.restored_generation = t.generation, false) AS restored,
                                  clock_timestamp() AS given_at,
                                  extract(epoch FROM t.refresh_expires_at - clock_timestamp())::float8 AS refresh_left,
                                  extract(epoch FROM t.access_expires_at - clock_timestamp())::float8 AS access_left,
                                  t.failures, t.unknown_code, t.unknown_times,
                                  extract(epoch FROM clock_timestamp() - t.unknown_since)::float8 AS unknown_for,
                                  EXISTS (SELECT FROM upstream_gate g
                                          WHERE g.integration = i.name AND g.grant_type = t.grant_type
                                            AND (g.probing OR g.flag IS NOT NULL)) AS marked
                        """)
                .execute(Tuple.of(id.tenant(), id.name(), id.uuid(), target.generation(), attempt, Seconds.of(lease)))
                .chain(rows -> rows.size() == 0
                        ? Uni.createFrom().item(new Taken.NotGiven())
                        : taken(rows.iterator().next(), id, target.generation(), attempt));
    }

    /** Nobody is impersonated whom somebody other than the vault has put there. */
    private Uni<Taken> taken(Row row, ConnectionId id, long generation, UUID attempt) {
        String user = row.getString("impersonated");
        if (GrantType.named(row.getString("grant_type")) != GrantType.JWT_BEARER || user == null) {
            return Uni.createFrom().item(() -> LeaseColumns.opened(() -> leaseOf(row, id, generation, attempt)));
        }
        return users.isOurs(new VouchedUsers.Settled(id, row.getString("integration"), null, user), row)
                .map(ours -> ours
                        ? LeaseColumns.opened(() -> leaseOf(row, id, generation, attempt))
                        : new Taken.Unreadable(new UnreadableSecretException("connection_token.user_mac")))
                .onFailure(PostgresLeases::lacksTheVaultKey)
                .recoverWithItem(() -> new Taken.KeyMissing());
    }

    /** What else does not open is an answer already, and says nothing of this replica. */
    private static boolean lacksTheVaultKey(Throwable failure) {
        return failure instanceof MissingKeyException
                || failure instanceof LostKeyException
                || failure instanceof UnreadableSecretException;
    }

    private Lease leaseOf(Row row, ConnectionId id, long generation, UUID attempt) {
        TokenPlaces places = TokenPlaces.of(
                id,
                Environment.of(row.getString("environment")),
                row.getString("account_id"),
                row.getString("base_uri"));
        byte[] wrapped = row.getBuffer("wrapped").getBytes();
        TenantKeyset keyset = keysets.open(id.tenant(), wrapped, row.getUUID("keyset_version"));
        LeasedGrant grant = switch (GrantType.named(row.getString("grant_type"))) {
            case AUTHORIZATION_CODE ->
                new LeasedGrant.RefreshToken(keysets.open(
                        id.tenant(),
                        wrapped,
                        row.getBuffer("refresh_token").getBytes(),
                        places.refreshToken(generation)));
            case JWT_BEARER -> impersonation(row);
        };
        return new Lease(
                id,
                row.getString("integration"),
                places,
                generation,
                keyset,
                attempt,
                row.getOffsetDateTime("given_at").toInstant(),
                grant,
                LeaseColumns.heldAccess(row, keyset.keyset(), places.accessToken(generation)),
                row.getBoolean("unsure"),
                row.getDouble("refresh_left") == null ? null : LeaseColumns.left(row, "refresh_left"),
                LeaseColumns.left(row, "access_left"),
                row.getInteger("failures"),
                LeaseColumns.unknownRefusals(row),
                LeaseColumns.list(row, "scopes").contains("extended"),
                Finality.ofConnection(row.getBoolean("forced"), row.getBoolean("restored")),
                row.getBoolean("marked"));
    }

    private static LeasedGrant impersonation(Row row) {
        String reason = row.getString("reason");
        return new LeasedGrant.Impersonation(
                GrantType.JWT_BEARER.asksFor(LeaseColumns.list(row, "wanted")),
                LeaseColumns.list(row, "scopes"),
                ConnectionState.shown(row.getString("state"), false),
                reason == null ? null : ConsentReason.named(reason),
                new Belonging(
                        row.getString("impersonated"),
                        row.getString("expected_account_id"),
                        row.getString("expected_email"),
                        row.getString("account_id"),
                        row.getString("user_email")));
    }

    @Override
    public Uni<Optional<Obstacle>> obstacle(ConnectionId id) {
        return pool.preparedQuery("""
                        SELECT t.generation,
                               CASE t.grant_type WHEN 'jwt_bearer'
                                 THEN t.state <> 'disconnected' AND coalesce(c.user_id, t.user_sub) IS NOT NULL
                                 ELSE t.state = 'active' OR t.state = 'consent_required' AND t.due_at IS NOT NULL
                               END AS renewable,
                               t.grant_type, t.state, t.reason, t.last_error,
                               t.failures = 0 AND greatest(t.lease_until, t.held_until) < clock_timestamp()
                                   AS refusal_ended,
                               t.lease_owner IS NOT NULL AS owned, t.lease_until > clock_timestamp() AS running,
                               extract(epoch FROM greatest(t.lease_until, t.held_until, g.paused_until,
                                     t.calls[10] + interval '70 seconds', clock_timestamp())
                                   - clock_timestamp())::float8 AS closed_for,
                               coalesce(g.paused_until > clock_timestamp(), false) AS paused,
                               coalesce(g.probing, false) AS probing, i.name AS integration
                        FROM connection_token t
                        JOIN connection c ON c.tenant = t.tenant AND c.name = t.connection
                        JOIN integration i ON i.name = c.integration
                        LEFT JOIN closed_gate g ON g.integration = i.name AND g.grant_type = t.grant_type
                        WHERE t.tenant = $1 AND t.connection = $2 AND t.uuid = $3
                        """)
                .execute(Tuple.of(id.tenant(), id.name(), id.uuid()))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(obstacleOf(rows.iterator().next())));
    }

    private static Obstacle obstacleOf(Row row) {
        GrantType grant = GrantType.named(row.getString("grant_type"));
        String reason = row.getString("reason");
        Duration closedFor = Seconds.duration(row.getDouble("closed_for"));
        return new Obstacle(
                row.getLong("generation"),
                row.getBoolean("renewable"),
                row.getBoolean("owned"),
                row.getBoolean("running"),
                closedFor,
                row.getBoolean("paused"),
                row.getBoolean("probing"),
                new GateKey(row.getString("integration"), grant),
                StandingRefusal.of(
                        grant,
                        ConnectionState.shown(row.getString("state"), false),
                        reason == null ? null : ConsentReason.named(reason),
                        row.getString("last_error"),
                        row.getBoolean("refusal_ended"),
                        closedFor));
    }

    @Override
    public Uni<Void> empty(Target target, Duration closedFor) {
        ConnectionId id = target.id();
        return pool.preparedQuery("""
                        UPDATE connection_token
                        SET lease_owner = NULL, unsure = true,
                            lease_until = clock_timestamp() + make_interval(secs => $5),
                            due_at = clock_timestamp() + make_interval(secs => $5)
                        WHERE tenant = $1 AND connection = $2 AND uuid = $3 AND generation = $4
                          AND lease_owner IS NOT NULL AND lease_until < clock_timestamp()
                          AND grant_type = 'authorization_code'
                        """)
                .execute(Tuple.of(id.tenant(), id.name(), id.uuid(), target.generation(), Seconds.of(closedFor)))
                .replaceWithVoid();
    }

    /**
     * What the gate lets through is what it lets have a lease, and a former probe whose call outlasted its turn, while
     * another has one: DocuSign's own pause and every failure leave no probe named, and end it.
     */
    @Override
    public Uni<Boolean> extend(Lease lease, Duration duration, boolean counted) {
        return pool.preparedQuery("""
                        UPDATE connection_token t
                        SET lease_until = clock_timestamp() + make_interval(secs => $7),
                            due_at = CASE WHEN t.grant_type = 'authorization_code' OR t.state = 'active'
                                THEN clock_timestamp() + make_interval(secs => $7) END,
                            calls = CASE WHEN $9 THEN (clock_timestamp() || t.calls)[1:10] ELSE t.calls END
                        WHERE t.tenant = $1 AND t.connection = $2 AND t.uuid = $3 AND t.generation = $4
                            AND t.lease_owner = $5
                          AND (NOT $9 OR t.calls[10] IS NULL OR t.calls[10] < clock_timestamp() - interval '70 seconds')
                          AND NOT EXISTS (SELECT FROM closed_gate g
                                          WHERE g.integration = $6 AND g.grant_type = t.grant_type
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
                        FROM connection_token t
                        LEFT JOIN closed_gate g ON g.integration = $6 AND g.grant_type = t.grant_type
                        WHERE t.tenant = $1 AND t.connection = $2 AND t.uuid = $3 AND t.generation = $4
                            AND t.lease_owner = $5
                        """)
                .execute(holder(lease.holder()).addString(lease.integration()))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(
                                LeaseColumns.extensionObstacle(rows.iterator().next())));
    }
}
