package io.countersign.refresh;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.connection.ConnectionId;
import io.countersign.connection.ConsentReason;
import io.countersign.connection.TokenPlaces;
import io.countersign.crypto.MissingKeyException;
import io.countersign.crypto.Secret;
import io.countersign.crypto.UnreadableSecretException;
import io.countersign.problem.DatabaseFailure;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** How an attempt ends in PostgreSQL, under the compare of the generation. How it begins: {@link PostgresLeases}. */
@ApplicationScoped
class PostgresRefreshStore implements RefreshStore {
    private static final Logger LOG = Logger.getLogger(PostgresRefreshStore.class);
    /** read_only_sql_transaction and query_canceled (PostgreSQL, appendix A). */
    private static final String READ_ONLY = "25006";

    private static final String CANCELLED = "57014";
    private static final Duration UNREADABLE_PAUSE = Duration.ofMinutes(10);

    /** In {@code last_error}, until the next attempt. */
    static final String KEY_MISSING = "key_missing";

    private final Pool pool;
    private final PostgresLeases leases;
    private final AuditTrail audit;

    PostgresRefreshStore(Pool pool, PostgresLeases leases, AuditTrail audit) {
        this.pool = pool;
        this.leases = leases;
        this.audit = audit;
    }

    /**
     * A row that does not open gives its lease back: nothing was sent, so nothing is in doubt. Only a person can mend it, so it is left alone; but where
     * no more than a key is lacking here, another replica can have it at once.
     */
    @Override
    public Uni<LeaseAnswer> lease(Target target, UUID attempt, Duration lease, Duration takeover) {
        return leases.lease(target, attempt, lease, takeover)
                .onFailure(UnreadableSecretException.class)
                .call(() -> hold(of(target.id(), target.generation(), attempt), UNREADABLE_PAUSE, "unreadable"))
                .onFailure(MissingKeyException.class)
                .recoverWithUni(() -> releaseUnused(of(target.id(), target.generation(), attempt), KEY_MISSING)
                        .replaceWith(new LeaseAnswer.KeyMissing()));
    }

    @Override
    public Uni<Extension> extend(Lease lease, Duration duration, boolean counted) {
        return leases.extend(lease, duration, counted);
    }

    /** Tokens are worth more than their event: where it alone cannot be written, they are stored without and it follows. */
    @Override
    public Uni<Written> store(Lease lease, NewTokens tokens, Duration elapsed, Duration rest, Duration dueIn) {
        return store(lease, tokens, elapsed, rest, dueIn, true)
                .onFailure(PostgresRefreshStore::mayBeTheEvents)
                .recoverWithUni(failure -> {
                    LOG.warnf(
                            failure,
                            "New tokens could not be stored with their event and are stored without tenant=%s connection=%s",
                            lease.id().tenant(),
                            lease.id().name());
                    return store(lease, tokens, elapsed, rest, dueIn, false);
                });
    }

    /** Not what tells of the database as a whole: a cut, no room, a standby, a time that ran out. Then both wait for the next try. */
    private static boolean mayBeTheEvents(Throwable failure) {
        return failure instanceof PgException said
                && !DatabaseFailure.isOutage(said)
                && !READ_ONLY.equals(said.getSqlState())
                && !CANCELLED.equals(said.getSqlState());
    }

    /** @param recording whether the event of a recovery is written with the tokens: a commit whose answer is lost says nothing of it later */
    private Uni<Written> store(
            Lease lease, NewTokens tokens, Duration elapsed, Duration rest, Duration dueIn, boolean recording) {
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
                .addDouble(seconds(dueIn))
                .addOffsetDateTime(lease.givenAt().plus(tokens.accessLife()).atOffset(ZoneOffset.UTC))
                .addBoolean(recording)
                .addBoolean(tokens.kept());
        return pool.preparedQuery("""
                        WITH stored AS (
                          UPDATE connection_token t
                          SET generation = t.generation + 1, state = 'active', reason = NULL, last_error = NULL,
                              access_token = $6, refresh_token = $7, token_scope = coalesce($8, t.token_scope),
                              access_expires_at = CASE WHEN $15 THEN t.access_expires_at
                                                       ELSE least(clock_timestamp() + make_interval(secs => $9), $13) END,
                              refresh_expires_at = coalesce(clock_timestamp() + make_interval(secs => $10), t.refresh_expires_at),
                              warned_days = CASE WHEN $10::float8 IS NULL THEN t.warned_days END,
                              access_issued_at = clock_timestamp(), used_at = NULL,
                              last_refreshed_at = clock_timestamp(), due_at = clock_timestamp() + make_interval(secs => $12),
                              lease_owner = NULL, lease_until = clock_timestamp() + make_interval(secs => $11),
                              unsure = t.lease_owner IS DISTINCT FROM $5, failures = 0, held_until = '-infinity', forced = false, written_by = $5,
                              unknown_code = NULL, unknown_times = 0
                          FROM (SELECT reason FROM connection_token
                                WHERE tenant = $1 AND connection = $2 AND uuid = $3 AND generation = $4
                                FOR UPDATE) AS before
                          WHERE t.tenant = $1 AND t.connection = $2 AND t.uuid = $3 AND t.generation = $4
                          RETURNING t.tenant, t.connection, before.reason),
                        told AS (
                          INSERT INTO audit_event (type, actor, tenant, connection, details)
                          SELECT 'connection.recovered', 'countersign', s.tenant, s.connection, jsonb_build_object('reason', s.reason)
                          FROM stored s
                          WHERE $14 AND s.reason IS NOT NULL)
                        SELECT s.reason FROM stored s
                        """)
                .execute(values)
                .chain(rows -> rows.size() == 0
                        ? writtenByUs(lease)
                        : stored(
                                lease, recording ? null : rows.iterator().next().getString("reason")));
    }

    /** @param reason why the connection waited for a consent that it does not need any more; null if it did not, or if that is recorded */
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
        return pool.preparedQuery("""
                        UPDATE connection_token
                        SET lease_owner = NULL, unsure = unsure OR $6, failures = failures + 1, last_error = $8,
                            lease_until = clock_timestamp()
                                + make_interval(secs => least(15, 2 * power(2, least(failures, 10))) * $7),
                            due_at = clock_timestamp()
                                + make_interval(secs => least(15, 2 * power(2, least(failures, 10))) * $7)
                        WHERE tenant = $1 AND connection = $2 AND uuid = $3 AND generation = $4 AND lease_owner = $5
                        """)
                .execute(of(lease).addBoolean(unsure).addDouble(jitter).addString(error))
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> releaseUnused(Lease lease, String error) {
        return releaseUnused(of(lease), error);
    }

    /** The newest call of the row is this lease's, and was not made. */
    private Uni<Void> releaseUnused(Tuple owner, String error) {
        return pool.preparedQuery("""
                        UPDATE connection_token
                        SET lease_owner = NULL, lease_until = clock_timestamp(), last_error = $6, due_at = clock_timestamp(), calls = calls[2:10]
                        WHERE tenant = $1 AND connection = $2 AND uuid = $3 AND generation = $4 AND lease_owner = $5
                        """).execute(owner.addString(error)).replaceWithVoid();
    }

    @Override
    public Uni<Void> releaseOutOfCalls(Lease lease, String error) {
        return pool.preparedQuery("""
                        UPDATE connection_token
                        SET lease_owner = NULL, failures = failures + 1, last_error = $7, lease_until = clock_timestamp(),
                            calls = array_fill(clock_timestamp(), ARRAY[10]),
                            due_at = clock_timestamp() + make_interval(secs => $6)
                        WHERE tenant = $1 AND connection = $2 AND uuid = $3 AND generation = $4 AND lease_owner = $5
                        """)
                .execute(of(lease)
                        .addDouble(seconds(RefreshTimes.MINUTE_OF_CALLS))
                        .addString(error))
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> countRefusal(Lease lease, String code, double jitter) {
        return pool.preparedQuery("""
                        WITH counted AS (
                          UPDATE connection_token
                          SET lease_owner = NULL, failures = failures + 1, last_error = $6,
                              unknown_code = $6,
                              unknown_times = CASE WHEN unknown_code = $6 THEN unknown_times + 1 ELSE 1 END,
                              unknown_since = CASE WHEN unknown_code = $6 THEN unknown_since ELSE clock_timestamp() END,
                              lease_until = clock_timestamp()
                                  + make_interval(secs => least(300, 2 * power(2, least(failures, 10))) * $7),
                              due_at = clock_timestamp()
                                  + make_interval(secs => least(300, 2 * power(2, least(failures, 10))) * $7)
                          WHERE tenant = $1 AND connection = $2 AND uuid = $3 AND generation = $4 AND lease_owner = $5
                          RETURNING tenant, connection, unknown_times)
                        INSERT INTO audit_event (type, actor, tenant, connection, details)
                        SELECT 'connection.refused-in-unknown-words', 'countersign', c.tenant, c.connection,
                               jsonb_build_object('error', $6::text)
                        FROM counted c
                        WHERE c.unknown_times = 1
                        """)
                .execute(of(lease).addString(code).addDouble(jitter))
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> hold(Lease lease, Duration duration, String error) {
        return hold(of(lease), duration, error);
    }

    private Uni<Void> hold(Tuple owner, Duration duration, String error) {
        return pool.preparedQuery("""
                        UPDATE connection_token
                        SET lease_owner = NULL, lease_until = clock_timestamp(), last_error = $7,
                            held_until = clock_timestamp() + make_interval(secs => $6),
                            due_at = clock_timestamp() + make_interval(secs => $6)
                        WHERE tenant = $1 AND connection = $2 AND uuid = $3 AND generation = $4 AND lease_owner = $5
                        """)
                .execute(owner.addDouble(seconds(duration)).addString(error))
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> refuse(Lease lease, ConsentReason reason, String error) {
        return pool.withTransaction(transaction -> refuse(transaction, lease, reason, error));
    }

    /** The gate's row comes first, as {@link PostgresDueQueue#revive} locks it: whoever waits for the other never has what the other waits for. */
    @Override
    public Uni<Boolean> refuseToken(Lease lease, ConsentReason reason, String error, long secretsVersion) {
        return pool.withTransaction(transaction -> isOfPresentSecrets(transaction, lease, secretsVersion)
                .call(present -> present
                        ? refuse(transaction, lease, reason, error)
                        : Uni.createFrom().voidItem()));
    }

    /** The lock keeps {@link PostgresDueQueue#revive} from acting on newer secrets until the verdict stands where it is found. */
    private static Uni<Boolean> isOfPresentSecrets(SqlConnection transaction, Lease lease, long secretsVersion) {
        return transaction
                .preparedQuery("""
                        SELECT FROM upstream_gate g
                        JOIN integration i ON i.name = g.integration AND i.environment = g.auth_host
                        WHERE g.integration = $1 AND g.secrets_version <= $2 AND i.secrets_version <= $2
                        FOR SHARE OF g
                        """)
                .execute(Tuple.of(lease.integration(), secretsVersion))
                .map(rows -> rows.size() == 1);
    }

    private Uni<Void> refuse(SqlConnection transaction, Lease lease, ConsentReason reason, String error) {
        ConnectionId id = lease.id();
        return transaction
                .preparedQuery("""
                        UPDATE connection_token
                        SET state = 'consent_required',
                            reason = CASE WHEN unsure AND $6 IN ('consent_revoked', 'refresh_token_expired') THEN 'lost_response' ELSE $6 END,
                            last_error = CASE WHEN unsure AND $6 IN ('consent_revoked', 'refresh_token_expired') THEN 'lost_response' ELSE $7 END,
                            lease_owner = NULL, lease_until = clock_timestamp(), due_at = NULL, forced = false
                        WHERE tenant = $1 AND connection = $2 AND uuid = $3 AND generation = $4 AND lease_owner = $5
                        RETURNING reason
                        """)
                .execute(of(lease).addString(reason.wireName()).addString(error))
                .chain(rows -> rows.size() == 0
                        ? Uni.createFrom().voidItem()
                        : audit.record(
                                transaction,
                                new AuditEvent(
                                        "connection.consent-required",
                                        AuditEvent.COUNTERSIGN,
                                        id.tenant(),
                                        id.name(),
                                        Map.of("reason", rows.iterator().next().getString("reason")))));
    }

    static Tuple of(Lease lease) {
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

    static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
