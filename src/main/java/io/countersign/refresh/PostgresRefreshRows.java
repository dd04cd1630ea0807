package io.countersign.refresh;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.audit.EventMayFollow;
import io.countersign.connection.ConnectionId;
import io.countersign.connection.ConsentReason;
import io.countersign.connection.Profile;
import io.countersign.connection.TokenPlaces;
import io.countersign.crypto.Secret;
import io.countersign.database.DatabaseFailure;
import io.countersign.database.Seconds;
import io.countersign.docusign.UserInfo;
import io.countersign.tenant.TenantKeysets;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How an attempt ends in PostgreSQL, under the compare of the generation. How it begins: {@link PostgresLeases}. */
@ApplicationScoped
class PostgresRefreshRows implements RefreshRows {
    private final Pool pool;
    private final AuditTrail audit;
    private final EventMayFollow eventMayFollow;
    private final AccessHashes hashes;
    private final TenantKeysets keysets;

    PostgresRefreshRows(
            Pool pool, AuditTrail audit, EventMayFollow eventMayFollow, AccessHashes hashes, TenantKeysets keysets) {
        this.pool = pool;
        this.audit = audit;
        this.eventMayFollow = eventMayFollow;
        this.hashes = hashes;
        this.keysets = keysets;
    }

    @Override
    public Uni<Stored> store(Lease lease, NewTokens tokens, Duration elapsed, Duration rest, @Nullable Duration dueIn) {
        ConnectionId id = lease.id();
        return eventMayFollow
                .store(
                        id.tenant(),
                        id.name(),
                        DatabaseFailure::mayBeOfOneTable,
                        recording -> store(lease, tokens, elapsed, rest, dueIn, recording),
                        rows -> recovered(id, rows))
                .map(rows -> StoredColumns.meaning(rows, id.tenant(), keysets));
    }

    /**
     * The connection's row is locked before the keyset's, as a tenant's deletion does it.
     *
     * @param recording whether the event of a recovery is written with the tokens: a commit whose answer is lost says
     *     nothing of it later
     */
    private Uni<RowSet<Row>> store(
            Lease lease,
            NewTokens tokens,
            Duration elapsed,
            Duration rest,
            @Nullable Duration dueIn,
            boolean recording) {
        return pool.preparedQuery("""
                        WITH before AS (
                          SELECT state, reason, account_id FROM connection_token
                          WHERE tenant = $1 AND connection = $2 AND uuid = $3 AND generation = $4
                          FOR UPDATE),
                        key AS (
                          SELECT k.version, CASE WHEN k.version <> $26 THEN k.wrapped END AS wrapped
                          FROM tenant_key k, before
                          WHERE k.tenant = $1
                          FOR SHARE OF k),
                        stored AS (
                          UPDATE connection_token t
                          SET generation = t.generation + 1, state = 'active', reason = NULL, last_error = NULL,
                              import_error = NULL, access_token = $6, refresh_token = $7,
                              access_hash = CASE WHEN $15 THEN coalesce(t.access_hash, $24) ELSE $24 END,
                              token_scope = CASE WHEN $17::text[] IS NULL OR $15 THEN coalesce($8, t.token_scope)
                                  ELSE $8 END,
                              scopes = coalesce($17, t.scopes), access_works_until = NULL,
                              user_sub = coalesce($18, t.user_sub),
                              user_name = CASE WHEN $18 IS NULL THEN t.user_name ELSE $19 END,
                              user_email = CASE WHEN $18 IS NULL THEN t.user_email ELSE $20 END,
                              user_profile = CASE WHEN $18 IS NULL THEN t.user_profile ELSE $25 END,
                              account_id = coalesce($21, t.account_id),
                              account_name = CASE WHEN $21 IS NULL THEN t.account_name ELSE $22 END,
                              base_uri = coalesce($23, t.base_uri),
                              access_expires_at = CASE WHEN $15 THEN t.access_expires_at ELSE
                                  least(clock_timestamp() + make_interval(secs => $9), $13) END,
                              refresh_expires_at = coalesce(clock_timestamp() + make_interval(secs => $10),
                                  t.refresh_expires_at),
                              warned_days = CASE WHEN $10::float8 IS NULL THEN t.warned_days END,
                              access_issued_at = clock_timestamp(), used_at = NULL,
                              last_refreshed_at = clock_timestamp(),
                              due_at = clock_timestamp() + make_interval(secs => $12), due_since = NULL,
                              lease_owner = NULL, lease_until = clock_timestamp() + make_interval(secs => $11),
                              unsure = t.grant_type = 'authorization_code'
                                  AND ($16 OR t.lease_owner IS DISTINCT FROM $5), failures = 0,
                              held_until = '-infinity', forced = false, written_by = $5,
                              unknown_code = NULL, unknown_times = 0,
                              rejected_generation = CASE WHEN $15 AND t.rejected_generation = t.generation
                                  THEN t.generation + 1 END
                          FROM before, key
                          WHERE key.version = $26
                            AND t.tenant = $1 AND t.connection = $2 AND t.uuid = $3 AND t.generation = $4
                          RETURNING t.tenant, t.connection, before.reason, before.state, t.user_sub, t.account_id)
                        SELECT key.version, key.wrapped, s.reason, s.state, s.user_sub, s.account_id,
                               CASE WHEN $14 AND s.state = 'awaiting_consent'
                                    THEN record_event('connection.connected', 'countersign', s.tenant, s.connection,
                                           jsonb_build_object('user', s.user_sub, 'account', s.account_id))
                                    WHEN $14 AND s.reason IS NOT NULL
                                    THEN record_event('connection.recovered', 'countersign', s.tenant, s.connection,
                                           jsonb_build_object('reason', s.reason)) END AS event
                        FROM key LEFT JOIN stored s ON true
                        """).execute(values(lease, tokens, elapsed, rest, dueIn, recording));
    }

    private Tuple values(
            Lease lease,
            NewTokens tokens,
            Duration elapsed,
            Duration rest,
            @Nullable Duration dueIn,
            boolean recording) {
        Duration refreshLife = tokens.refreshLife();
        long next = lease.generation() + 1;
        Impersonated impersonated = tokens.impersonated();
        Belonging.Choice.Chosen found = impersonated == null ? null : impersonated.found();
        TokenPlaces places = found == null ? lease.places() : placesOf(lease, found.account());
        return LeaseValues.holder(lease.holder())
                .addValue(Buffer.buffer(lease.keyset().keyset().seal(tokens.accessToken(), places.accessToken(next))))
                .addValue(sealedRefreshToken(lease, tokens, next))
                .addString(tokens.tokenScope())
                .addDouble(Seconds.of(tokens.accessLife().minus(elapsed)))
                .addDouble(refreshLife == null ? null : Seconds.of(refreshLife.minus(elapsed)))
                .addDouble(Seconds.of(rest))
                .addDouble(dueIn == null ? null : Seconds.of(dueIn))
                .addOffsetDateTime(lease.givenAt().plus(tokens.accessLife()).atOffset(ZoneOffset.UTC))
                .addBoolean(recording)
                .addBoolean(tokens.kept())
                .addBoolean(tokens.leaveADoubt())
                .addArrayOfString(
                        impersonated == null ? null : impersonated.scopes().toArray(String[]::new))
                .addString(found == null ? null : found.user().sub())
                .addString(found == null ? null : found.user().name())
                .addString(found == null ? null : found.user().email())
                .addString(found == null ? null : found.account().accountId())
                .addString(found == null ? null : found.account().accountName())
                .addString(found == null ? null : found.account().baseUri().toString())
                .addValue(hashes.stored(tokens.accessToken()))
                .addValue(
                        found == null ? null : profileOf(found.user().profile()).json())
                .addUUID(lease.keyset().version());
    }

    /**
     * The event of a connection that waited for a consent, which it does not need any more; empty if it did not, or
     * where nothing was stored.
     */
    private static Optional<AuditEvent> recovered(ConnectionId id, RowSet<Row> stored) {
        if (stored.size() == 0) {
            return Optional.empty();
        }
        Row row = stored.iterator().next();
        if ("awaiting_consent".equals(row.getString("state"))) {
            Map<String, String> who = Map.of("user", row.getString("user_sub"), "account", row.getString("account_id"));
            return Optional.of(event(id, "connection.connected", who));
        }
        return Optional.ofNullable(row.getString("reason"))
                .map(reason -> event(id, "connection.recovered", Map.of("reason", reason)));
    }

    private static AuditEvent event(ConnectionId id, String type, Map<String, String> details) {
        return new AuditEvent(type, AuditEvent.COUNTERSIGN, id.tenant(), id.name(), details);
    }

    private static Profile profileOf(UserInfo.Profile told) {
        return new Profile(told.givenName(), told.familyName(), told.created());
    }

    private static TokenPlaces placesOf(Lease lease, UserInfo.Account account) {
        return new TokenPlaces(
                lease.id(),
                lease.places().environment(),
                account.accountId(),
                account.baseUri().toString());
    }

    /** The new one, else the old one, which stays in force; none of an assertion. */
    private static @Nullable Buffer sealedRefreshToken(Lease lease, NewTokens tokens, long next) {
        return switch (lease.grant()) {
            case LeasedGrant.RefreshToken old -> {
                Secret token = tokens.refreshToken() == null ? old.value() : tokens.refreshToken();
                yield Buffer.buffer(
                        lease.keyset().keyset().seal(token, lease.places().refreshToken(next)));
            }
            case LeasedGrant.Impersonation user -> null;
        };
    }

    @Override
    public Uni<Boolean> isStoredBy(Lease lease) {
        return pool.preparedQuery("""
                        SELECT FROM connection_token
                        WHERE tenant = $1 AND connection = $2 AND uuid = $3 AND generation = $4 + 1 AND written_by = $5
                        """)
                .execute(LeaseValues.holder(lease.holder()))
                .map(rows -> rows.size() == 1);
    }

    @Override
    public Uni<Void> giveBack(LeaseHolder holder, GivenBack how) {
        return pool.preparedQuery("""
                        WITH given AS (
                          UPDATE connection_token
                          SET lease_owner = NULL, lease_until = clock_timestamp() + make_interval(secs => $6),
                              held_until = coalesce(clock_timestamp() + make_interval(secs => $7), held_until),
                              due_at = CASE WHEN grant_type = 'authorization_code' OR state = 'active'
                                  THEN clock_timestamp() + make_interval(secs => $8) END,
                              due_since = CASE WHEN $7::float8 IS NULL AND $8::float8 IS NOT NULL THEN due_since END,
                              forced = forced AND state <> 'awaiting_consent',
                              unsure = unsure OR $9, failures = failures + $10::boolean::integer,
                              calls = CASE $11 WHEN 'one_less' THEN calls[2:10]
                                               WHEN 'ten_now' THEN array_fill(clock_timestamp(), ARRAY[10])
                                               ELSE calls END,
                              unknown_code = coalesce($12, unknown_code), unknown_times = coalesce($13, unknown_times),
                              unknown_since = CASE WHEN $13 = 1 THEN clock_timestamp() ELSE unknown_since END,
                              last_error = $14
                          WHERE tenant = $1 AND connection = $2 AND uuid = $3 AND generation = $4 AND lease_owner = $5
                          RETURNING tenant, connection)
                        SELECT record_event('connection.refused-in-unknown-words', 'countersign', g.tenant,
                            g.connection,
                                 jsonb_build_object('error', $12::text))
                        FROM given g
                        WHERE $13 = 1
                        """)
                .execute(LeaseValues.givenBack(holder, how))
                .replaceWithVoid();
    }

    @Override
    public Uni<Recorded> refuse(Lease lease, Refusal refusal) {
        return pool.withTransaction(transaction -> refuse(transaction, lease, refusal));
    }

    /**
     * The gate's row comes first, as {@code DueQueue.revive} locks it: whoever waits for the other never has
     * what the other waits for.
     */
    @Override
    public Uni<Recorded> refuseToken(Lease lease, Refusal refusal, long secretsVersion) {
        return pool.withTransaction(transaction -> LeaseValues.isOfPresentSecrets(transaction, lease, secretsVersion)
                .chain(present -> present
                        ? refuse(transaction, lease, refusal)
                        : Uni.createFrom().<Recorded>item(new Recorded.Outdated())));
    }

    private Uni<Recorded> refuse(SqlConnection transaction, Lease lease, Refusal refusal) {
        ConnectionId id = lease.id();
        return transaction
                .preparedQuery("""
                        UPDATE connection_token
                        SET state = 'consent_required',
                            reason = CASE WHEN unsure THEN $7 ELSE $6 END,
                            last_error = CASE WHEN unsure THEN $9 ELSE $8 END,
                            lease_owner = NULL, lease_until = clock_timestamp() + make_interval(secs => $10),
                            failures = CASE WHEN grant_type = 'authorization_code' THEN failures
                                            WHEN state = 'active' THEN 1
                                            ELSE failures + 1 END,
                            due_at = NULL, due_since = NULL, forced = false
                        WHERE tenant = $1 AND connection = $2 AND uuid = $3 AND generation = $4 AND lease_owner = $5
                        RETURNING reason, last_error
                        """)
                .execute(LeaseValues.holder(lease.holder())
                        .addString(refusal.reason().wireName())
                        .addString(refusal.reasonInDoubt().wireName())
                        .addString(refusal.error())
                        .addString(refusal.errorInDoubt())
                        .addDouble(Seconds.of(refusal.closedFor())))
                .call(rows -> rows.size() == 0
                        ? Uni.createFrom().voidItem()
                        : audit.record(
                                transaction,
                                new AuditEvent(
                                        "connection.consent_required",
                                        AuditEvent.COUNTERSIGN,
                                        id.tenant(),
                                        id.name(),
                                        Map.of("reason", rows.iterator().next().getString("reason")))))
                .map(PostgresRefreshRows::recorded);
    }

    private static Recorded recorded(RowSet<Row> refused) {
        if (refused.size() == 0) {
            return new Recorded.Nothing();
        }
        Row row = refused.iterator().next();
        return new Recorded.Stands(ConsentReason.named(row.getString("reason")), row.getString("last_error"));
    }
}
