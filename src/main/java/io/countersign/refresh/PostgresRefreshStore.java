package io.countersign.refresh;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.connection.ConnectionId;
import io.countersign.connection.ConsentReason;
import io.countersign.connection.TokenPlaces;
import io.countersign.crypto.Keyset;
import io.countersign.crypto.Secret;
import io.countersign.crypto.UnreadableSecretException;
import io.countersign.tenant.TenantKeysets;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The lease and the generation in PostgreSQL. One statement per method but for {@link #lease}, which looks why it got nothing. */
@ApplicationScoped
class PostgresRefreshStore implements RefreshStore {
    private final Pool pool;
    private final TenantKeysets keysets;
    private final AuditTrail audit;

    PostgresRefreshStore(Pool pool, TenantKeysets keysets, AuditTrail audit) {
        this.pool = pool;
        this.keysets = keysets;
        this.audit = audit;
    }

    @Override
    public Uni<LeaseAnswer> lease(Target target, UUID attempt, Duration lease, Duration takeover) {
        ConnectionId id = target.id();
        return pool.preparedQuery("""
                        UPDATE connection_token t
                        SET lease_owner = $5, lease_until = clock_timestamp() + make_interval(secs => $6),
                            due_at = clock_timestamp() + make_interval(secs => $6)
                        FROM connection c, integration i, tenant_key k
                        WHERE t.tenant = $1 AND t.connection = $2 AND t.uuid = $3 AND t.generation = $4
                          AND (t.state = 'active' OR t.state = 'consent_required' AND t.due_at IS NOT NULL)
                          AND t.lease_owner IS NULL
                          AND t.lease_until < clock_timestamp() AND t.held_until < clock_timestamp()
                          AND c.tenant = t.tenant AND c.name = t.connection AND i.name = c.integration
                          AND k.tenant = t.tenant
                          AND NOT EXISTS (SELECT FROM upstream_gate g
                                          WHERE g.integration = i.name AND g.auth_host = i.environment
                                            AND (g.paused_until > clock_timestamp() OR g.probing)
                                            AND g.prober IS DISTINCT FROM $5
                                            AND NOT (g.reason = 'client_refused' AND g.secrets_version < i.secrets_version))
                        RETURNING i.name AS integration, i.environment, k.wrapped, t.refresh_token, t.unsure, t.scopes, t.forced,
                                  extract(epoch FROM t.refresh_expires_at - clock_timestamp())::float8 AS refresh_left,
                                  EXISTS (SELECT FROM upstream_gate g
                                          WHERE g.integration = i.name AND (g.probing OR g.flag <> 'verdicts')) AS marked
                        """)
                .execute(Tuple.of(id.tenant(), id.name(), id.uuid(), target.generation(), attempt, seconds(lease)))
                .chain(rows -> rows.size() == 0
                        ? whyNot(target, takeover)
                        : leased(rows.iterator().next(), id, target.generation(), attempt));
    }

    /** A row that does not open gives its lease back at once: nothing was sent, so nothing is in doubt. */
    private Uni<LeaseAnswer> leased(Row row, ConnectionId id, long generation, UUID attempt) {
        try {
            return Uni.createFrom().item(new LeaseAnswer.Leased(leaseOf(row, id, generation, attempt)));
        } catch (UnreadableSecretException unreadable) {
            return release(of(id, generation, attempt), false, 1, "unreadable")
                    .chain(() -> Uni.createFrom().failure(unreadable));
        }
    }

    private Lease leaseOf(Row row, ConnectionId id, long generation, UUID attempt) {
        String environment = row.getString("environment");
        Keyset keyset = keysets.open(id.tenant(), row.getBuffer("wrapped").getBytes());
        Secret refreshToken = keyset.open(
                row.getBuffer("refresh_token").getBytes(), TokenPlaces.refreshToken(id, environment, generation));
        List<String> scopes = Arrays.asList(row.getArrayOfStrings("scopes"));
        return new Lease(
                id,
                row.getString("integration"),
                environment,
                generation,
                keyset,
                attempt,
                refreshToken,
                row.getBoolean("unsure"),
                Duration.ofMillis((long) (row.getDouble("refresh_left") * 1000)),
                scopes.contains("extended"),
                row.getBoolean("forced"),
                row.getBoolean("marked"));
    }

    private Uni<LeaseAnswer> whyNot(Target target, Duration takeover) {
        ConnectionId id = target.id();
        return pool.preparedQuery("""
                        SELECT t.generation, t.state = 'active' OR t.state = 'consent_required' AND t.due_at IS NOT NULL AS renewable,
                               t.lease_owner IS NOT NULL AS owned, t.lease_until > clock_timestamp() AS running,
                               extract(epoch FROM greatest(t.lease_until, t.held_until, g.paused_until, clock_timestamp())
                                   - clock_timestamp())::float8 AS closed_for,
                               coalesce(g.paused_until > clock_timestamp(), false) AS paused,
                               coalesce(g.probing, false) AS probing, i.name AS integration
                        FROM connection_token t
                        JOIN connection c ON c.tenant = t.tenant AND c.name = t.connection
                        JOIN integration i ON i.name = c.integration
                        LEFT JOIN upstream_gate g ON g.integration = i.name AND g.auth_host = i.environment
                          AND NOT (g.reason = 'client_refused' AND g.secrets_version < i.secrets_version)
                        WHERE t.tenant = $1 AND t.connection = $2 AND t.uuid = $3
                        """)
                .execute(Tuple.of(id.tenant(), id.name(), id.uuid()))
                .chain(rows -> rows.size() == 0
                        ? Uni.createFrom().item(new LeaseAnswer.Moved())
                        : whyNot(rows.iterator().next(), target, takeover));
    }

    private Uni<LeaseAnswer> whyNot(Row row, Target target, Duration takeover) {
        if (row.getLong("generation") != target.generation() || !row.getBoolean("renewable")) {
            return Uni.createFrom().item(new LeaseAnswer.Moved());
        }
        if (row.getBoolean("owned")) {
            return row.getBoolean("running")
                    ? Uni.createFrom().item(new LeaseAnswer.Held())
                    : empty(target.id(), target.generation(), takeover);
        }
        double closedFor = row.getDouble("closed_for");
        if (closedFor <= 0 && row.getBoolean("probing")) {
            return Uni.createFrom().item(new LeaseAnswer.ProbeDue(row.getString("integration")));
        }
        Duration pause = Duration.ofMillis((long) (Math.max(0.05, closedFor) * 1000));
        return Uni.createFrom()
                .item(row.getBoolean("paused") ? new LeaseAnswer.Paused(pause) : new LeaseAnswer.Closed(pause));
    }

    /** A lease that ran out with its owner still named: the owner may be slow, and its answer may yet land. */
    private Uni<LeaseAnswer> empty(ConnectionId id, long generation, Duration takeover) {
        return pool.preparedQuery("""
                        UPDATE connection_token
                        SET lease_owner = NULL, unsure = true, lease_until = clock_timestamp() + make_interval(secs => $5),
                            due_at = clock_timestamp() + make_interval(secs => $5)
                        WHERE tenant = $1 AND connection = $2 AND uuid = $3 AND generation = $4
                          AND lease_owner IS NOT NULL AND lease_until < clock_timestamp()
                        """)
                .execute(Tuple.of(id.tenant(), id.name(), id.uuid(), generation, seconds(takeover)))
                .map(rows -> new LeaseAnswer.Closed(takeover));
    }

    @Override
    public Uni<Boolean> extend(Lease lease, Duration duration) {
        return pool.preparedQuery("""
                        UPDATE connection_token
                        SET lease_until = clock_timestamp() + make_interval(secs => $6),
                            due_at = clock_timestamp() + make_interval(secs => $6)
                        WHERE tenant = $1 AND connection = $2 AND uuid = $3 AND generation = $4 AND lease_owner = $5
                        """)
                .execute(of(lease).addDouble(seconds(duration)))
                .map(rows -> rows.rowCount() == 1);
    }

    @Override
    public Uni<Written> store(Lease lease, NewTokens tokens, Duration elapsed, Duration rest, Duration dueIn) {
        Secret refreshToken = tokens.refreshToken() == null ? lease.refreshToken() : tokens.refreshToken();
        Duration refreshLife = tokens.refreshLife();
        long next = lease.generation() + 1;
        Tuple values = of(lease)
                .addValue(Buffer.buffer(lease.keyset()
                        .seal(tokens.accessToken(), TokenPlaces.accessToken(lease.id(), lease.environment(), next))))
                .addValue(Buffer.buffer(lease.keyset()
                        .seal(refreshToken, TokenPlaces.refreshToken(lease.id(), lease.environment(), next))))
                .addString(tokens.tokenScope())
                .addDouble(seconds(tokens.accessLife().minus(elapsed)))
                .addDouble(refreshLife == null ? null : seconds(refreshLife.minus(elapsed)))
                .addDouble(seconds(rest))
                .addDouble(seconds(dueIn));
        return pool.preparedQuery("""
                        UPDATE connection_token t
                        SET generation = t.generation + 1, state = 'active', reason = NULL, last_error = NULL,
                            access_token = $6, refresh_token = $7, token_scope = coalesce($8, t.token_scope),
                            access_expires_at = clock_timestamp() + make_interval(secs => $9),
                            refresh_expires_at = coalesce(clock_timestamp() + make_interval(secs => $10), t.refresh_expires_at),
                            warned_days = CASE WHEN $10::float8 IS NULL THEN t.warned_days END,
                            access_issued_at = clock_timestamp(), used_at = NULL,
                            last_refreshed_at = clock_timestamp(), due_at = clock_timestamp() + make_interval(secs => $12),
                            lease_owner = NULL, lease_until = clock_timestamp() + make_interval(secs => $11),
                            unsure = false, failures = 0, held_until = '-infinity', forced = false, written_by = $5
                        FROM (SELECT reason FROM connection_token
                              WHERE tenant = $1 AND connection = $2 AND uuid = $3 AND generation = $4
                              FOR UPDATE) AS before
                        WHERE t.tenant = $1 AND t.connection = $2 AND t.uuid = $3 AND t.generation = $4
                        RETURNING before.reason
                        """)
                .execute(values)
                .chain(rows -> rows.size() == 0
                        ? writtenByUs(lease)
                        : stored(lease, rows.iterator().next().getString("reason")));
    }

    /** @param reason why the connection waited for a consent that it does not need any more, or null if it did not */
    private Uni<Written> stored(Lease lease, @Nullable String reason) {
        if (reason != null) {
            ConnectionId id = lease.id();
            audit.recordSoon(new AuditEvent(
                    "connection.recovered", AuditEvent.COUNTERSIGN, id.tenant(), id.name(), Map.of("reason", reason)));
        }
        return Uni.createFrom().item(Written.STORED);
    }

    /** Whether an earlier try of ours was committed although its answer was lost. */
    private Uni<Written> writtenByUs(Lease lease) {
        return pool.preparedQuery("""
                        SELECT FROM connection_token
                        WHERE tenant = $1 AND connection = $2 AND uuid = $3 AND generation = $4 + 1 AND written_by = $5
                        """)
                .execute(of(lease))
                .map(rows -> rows.size() == 1 ? Written.STORED : Written.STALE);
    }

    @Override
    public Uni<Void> release(Lease lease, boolean unsure, double jitter, String error) {
        return release(of(lease), unsure, jitter, error);
    }

    private Uni<Void> release(Tuple owner, boolean unsure, double jitter, String error) {
        return pool.preparedQuery("""
                        UPDATE connection_token
                        SET lease_owner = NULL, unsure = unsure OR $6, failures = failures + 1, last_error = $8,
                            lease_until = clock_timestamp()
                                + make_interval(secs => least(15, 2 * power(2, least(failures, 10))) * $7),
                            due_at = clock_timestamp()
                                + make_interval(secs => least(15, 2 * power(2, least(failures, 10))) * $7)
                        WHERE tenant = $1 AND connection = $2 AND uuid = $3 AND generation = $4 AND lease_owner = $5
                        """)
                .execute(owner.addBoolean(unsure).addDouble(jitter).addString(error))
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> hold(Lease lease, Duration duration, String error) {
        return pool.preparedQuery("""
                        UPDATE connection_token
                        SET lease_owner = NULL, lease_until = clock_timestamp(), last_error = $7,
                            held_until = clock_timestamp() + make_interval(secs => $6),
                            due_at = clock_timestamp() + make_interval(secs => $6)
                        WHERE tenant = $1 AND connection = $2 AND uuid = $3 AND generation = $4 AND lease_owner = $5
                        """)
                .execute(of(lease).addDouble(seconds(duration)).addString(error))
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> refuse(Lease lease, ConsentReason reason, String error) {
        ConnectionId id = lease.id();
        return pool.withTransaction(transaction -> transaction
                .preparedQuery("""
                        UPDATE connection_token
                        SET state = 'consent_required', reason = $6, last_error = $7, lease_owner = NULL,
                            lease_until = clock_timestamp(), due_at = NULL, forced = false
                        WHERE tenant = $1 AND connection = $2 AND uuid = $3 AND generation = $4 AND lease_owner = $5
                        """)
                .execute(of(lease).addString(reason.wireName()).addString(error))
                .chain(rows -> rows.rowCount() == 0
                        ? Uni.createFrom().voidItem()
                        : audit.record(
                                transaction,
                                new AuditEvent(
                                        "connection.consent-required",
                                        AuditEvent.COUNTERSIGN,
                                        id.tenant(),
                                        id.name(),
                                        Map.of("reason", reason.wireName())))));
    }

    private static Tuple of(Lease lease) {
        return of(lease.id(), lease.generation(), lease.attempt());
    }

    private static Tuple of(ConnectionId id, long generation, UUID attempt) {
        return Tuple.tuple()
                .addString(id.tenant())
                .addString(id.name())
                .addUUID(id.uuid())
                .addLong(generation)
                .addUUID(attempt);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
