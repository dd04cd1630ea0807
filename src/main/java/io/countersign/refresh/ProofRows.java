package io.countersign.refresh;

import static io.countersign.refresh.LeaseValues.holder;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.connection.ConnectionId;
import io.countersign.connection.ConsentReason;
import io.countersign.connection.TokenPlaces;
import io.countersign.crypto.AssociatedData;
import io.countersign.crypto.Secret;
import io.countersign.database.Seconds;
import io.countersign.docusign.Environment;
import io.countersign.tenant.TenantKeysets;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Typed;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt at an imported token ends, as {@link PostgresRefreshRows} says it of a connection's own, in
 * {@code imported_token}. New tokens wait there to be judged. A final refusal takes the row away, and changes nothing
 * of the connection's but what it says of imports.
 */
@ApplicationScoped
@Typed(ProofRows.class)
class ProofRows implements RefreshRows {
    private final Pool pool;
    private final AuditTrail audit;
    private final TenantKeysets keysets;

    ProofRows(Pool pool, AuditTrail audit, TenantKeysets keysets) {
        this.pool = pool;
        this.audit = audit;
        this.keysets = keysets;
    }

    /**
     * Whoever proves judges at once; the row is due when its rest ends, for whoever finds it unjudged then. That the
     * user has no account is no less true for a new token: it stays, and is not told again.
     *
     * @param dueIn not used: what nobody accepts is not kept alive
     */
    @Override
    public Uni<Stored> store(Lease lease, NewTokens tokens, Duration elapsed, Duration rest, @Nullable Duration dueIn) {
        return pool.preparedQuery("""
                        WITH before AS (
                          SELECT FROM imported_token
                          WHERE tenant = $1 AND connection = $2 AND import_id = $3 AND generation = $4
                          FOR UPDATE),
                        key AS (
                          SELECT k.version, CASE WHEN k.version <> $15 THEN k.wrapped END AS wrapped
                          FROM tenant_key k, before
                          WHERE k.tenant = $1
                          FOR SHARE OF k),
                        stored AS (
                        UPDATE imported_token t
                        SET generation = t.generation + 1, access_token = $6, refresh_token = $7,
                            token_scope = coalesce($8, t.token_scope),
                            access_expires_at = CASE WHEN $13 THEN t.access_expires_at ELSE
                                least(clock_timestamp() + make_interval(secs => $9), $12) END,
                            refresh_expires_at = coalesce(clock_timestamp() + make_interval(secs => $10),
                                t.refresh_expires_at),
                            due_at = clock_timestamp() + make_interval(secs => $11),
                            lease_owner = NULL, lease_until = clock_timestamp() + make_interval(secs => $11),
                            unsure = $14 OR t.lease_owner IS DISTINCT FROM $5, failures = 0,
                            held_until = '-infinity', written_by = $5,
                            last_error = CASE t.last_error WHEN 'no_account' THEN t.last_error END,
                            unknown_code = NULL, unknown_times = 0, unknown_since = NULL
                        FROM before, key
                        WHERE key.version = $15
                          AND t.tenant = $1 AND t.connection = $2 AND t.import_id = $3 AND t.generation = $4)
                        SELECT version, wrapped FROM key
                        """)
                .execute(values(lease, tokens, elapsed, rest))
                .map(rows -> StoredColumns.meaning(rows, lease.id().tenant(), keysets));
    }

    private static Tuple values(Lease lease, NewTokens tokens, Duration elapsed, Duration rest) {
        Duration refreshLife = tokens.refreshLife();
        ConnectionId connection = lease.places().id();
        UUID importId = lease.id().uuid();
        Environment environment = lease.places().environment();
        long next = lease.generation() + 1;
        return holder(lease.holder())
                .addValue(sealed(
                        lease,
                        tokens.accessToken(),
                        TokenPlaces.importedAccessToken(connection, importId, environment, next)))
                .addValue(sealed(
                        lease,
                        refreshToken(lease, tokens),
                        TokenPlaces.importedRefreshToken(connection, importId, environment, next)))
                .addString(tokens.tokenScope())
                .addDouble(Seconds.of(tokens.accessLife().minus(elapsed)))
                .addDouble(refreshLife == null ? null : Seconds.of(refreshLife.minus(elapsed)))
                .addDouble(Seconds.of(rest))
                .addOffsetDateTime(lease.givenAt().plus(tokens.accessLife()).atOffset(ZoneOffset.UTC))
                .addBoolean(tokens.kept())
                .addBoolean(tokens.leaveADoubt())
                .addUUID(lease.keyset().version());
    }

    private static Buffer sealed(Lease lease, Secret token, AssociatedData place) {
        return Buffer.buffer(lease.keyset().keyset().seal(token, place));
    }

    /** The new one, else the old one, which stays in force. */
    private static Secret refreshToken(Lease lease, NewTokens tokens) {
        Secret issued = tokens.refreshToken();
        if (issued != null) {
            return issued;
        }
        return switch (lease.grant()) {
            case LeasedGrant.RefreshToken old -> old.value();
            case LeasedGrant.Impersonation user -> throw new IllegalStateException("No assertion proves an import");
        };
    }

    @Override
    public Uni<Boolean> isStoredBy(Lease lease) {
        return pool.preparedQuery("""
                        SELECT FROM imported_token
                        WHERE tenant = $1 AND connection = $2 AND import_id = $3 AND generation = $4 + 1
                          AND written_by = $5
                        """).execute(holder(lease.holder())).map(rows -> rows.size() == 1);
    }

    @Override
    public Uni<Void> giveBack(LeaseHolder holder, GivenBack how) {
        return pool.preparedQuery("""
                        UPDATE imported_token
                        SET lease_owner = NULL, lease_until = clock_timestamp() + make_interval(secs => $6),
                            held_until = coalesce(clock_timestamp() + make_interval(secs => $7), held_until),
                            due_at = coalesce(clock_timestamp() + make_interval(secs => $8), due_at),
                            unsure = unsure OR $9, failures = failures + $10::boolean::integer,
                            calls = CASE $11 WHEN 'one_less' THEN calls[2:10]
                                             WHEN 'ten_now' THEN array_fill(clock_timestamp(), ARRAY[10])
                                             ELSE calls END,
                            unknown_code = coalesce($12, unknown_code), unknown_times = coalesce($13, unknown_times),
                            unknown_since = CASE WHEN $13 = 1 THEN clock_timestamp() ELSE unknown_since END,
                            last_error = $14
                        WHERE tenant = $1 AND connection = $2 AND import_id = $3 AND generation = $4
                          AND lease_owner = $5
                        """)
                .execute(LeaseValues.givenBack(holder, how))
                .replaceWithVoid();
    }

    @Override
    public Uni<Recorded> refuse(Lease lease, Refusal refusal) {
        return pool.withTransaction(transaction -> refuse(transaction, lease));
    }

    /** The gate's row first, then the connection's, as everybody locks them. */
    @Override
    public Uni<Recorded> refuseToken(Lease lease, Refusal refusal, long secretsVersion) {
        return pool.withTransaction(transaction -> LeaseValues.isOfPresentSecrets(transaction, lease, secretsVersion)
                .chain(present -> present
                        ? refuse(transaction, lease)
                        : Uni.createFrom().<Recorded>item(new Recorded.Outdated())));
    }

    private Uni<Recorded> refuse(SqlConnection transaction, Lease lease) {
        return lockConnection(transaction, lease)
                .chain(() -> endLease(transaction, lease))
                .chain(unsure -> unsure == null
                        ? Uni.createFrom().voidItem()
                        : end(
                                transaction,
                                lease,
                                unsure ? ConsentReason.LOST_RESPONSE.wireName() : LastError.IMPORT_REFUSED.wireName()))
                .replaceWith(new Recorded.Nothing());
    }

    /**
     * As {@code Connections.lock}, but not where the import has ended: then there is nothing to write, and whoever
     * holds the connection may be waiting for the gate's row.
     */
    private static Uni<Void> lockConnection(SqlConnection transaction, Lease lease) {
        return transaction.preparedQuery("""
                        SELECT FROM connection_token c
                        JOIN imported_token t ON t.tenant = c.tenant AND t.connection = c.connection
                        WHERE t.tenant = $1 AND t.connection = $2 AND t.import_id = $3 AND t.generation = $4
                          AND t.lease_owner = $5
                        FOR UPDATE OF c
                        """).execute(holder(lease.holder())).replaceWithVoid();
    }

    /**
     * Without an owner the row says of the token what is known now: proven unspent, unless it is in doubt. The lease
     * may know of a doubt that the row could not be marked with.
     *
     * @return whether the token may have been spent before; null where the lease is not ours any more
     */
    private static Uni<@Nullable Boolean> endLease(SqlConnection transaction, Lease lease) {
        return transaction
                .preparedQuery("""
                        UPDATE imported_token SET lease_owner = NULL, unsure = unsure OR $6
                        WHERE tenant = $1 AND connection = $2 AND import_id = $3 AND generation = $4
                          AND lease_owner = $5
                        RETURNING unsure
                        """)
                .execute(holder(lease.holder()).addBoolean(lease.unsure()))
                .map(rows -> rows.size() == 0 ? null : rows.iterator().next().getBoolean("unsure"));
    }

    /** @param reason what callers are told: {@code import_refused} or {@code lost_response} */
    private Uni<Void> end(SqlConnection transaction, Lease lease, String reason) {
        ConnectionId id = lease.id();
        return transaction
                .preparedQuery("""
                        UPDATE connection_token SET import_error = $4
                        WHERE tenant = $1 AND connection = $2 AND uuid = $3
                        """)
                .execute(Tuple.of(id.tenant(), id.name(), lease.places().id().uuid(), reason))
                .chain(() -> ImportedTokens.endRow(transaction, id, ImportedTokens.Outcome.REFUSED, reason))
                .chain(() -> audit.record(
                        transaction,
                        new AuditEvent(
                                "import.refused",
                                AuditEvent.COUNTERSIGN,
                                id.tenant(),
                                id.name(),
                                Map.of("import_id", id.uuid().toString(), "reason", reason))));
    }
}
