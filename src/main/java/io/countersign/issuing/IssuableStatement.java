package io.countersign.issuing;

import io.countersign.caller.Credential;
import io.countersign.caller.Grant;
import io.countersign.caller.HandleProofs;
import io.countersign.caller.Permission;
import io.countersign.caller.ReadKeys;
import io.countersign.clock.MonotonicClock;
import io.countersign.connection.ConnectionId;
import io.countersign.connection.ConnectionState;
import io.countersign.connection.ConsentReason;
import io.countersign.connection.GrantType;
import io.countersign.crypto.Digest;
import io.countersign.database.DatabaseReach;
import io.countersign.docusign.Environment;
import io.countersign.refresh.GenerationWatch;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The one statement of an issued token: key, caller, permission, connection, sealed access token and wrapped keyset.
 */
@ApplicationScoped
class IssuableStatement implements IssuableReader.Source {
    private static final String BY_KEY = """
            SELECT key.caller, key.hash,
                   extract(epoch FROM key.expires_at - clock_timestamp())::float8 AS key_seconds_left,
                   key.id AS key_id, key.created_at, key.expires_at, key.mac AS key_mac,
                   owner.uuid AS owner_uuid, owner.epoch AS owner_epoch, owner.mac AS owner_mac,
                   granted.tenants, granted.connections, granted.positions, granted.permissions, granted.macs,
                   others.narrowed,
                   asked.*, issuable.*
            FROM (VALUES (1)) AS always (one)
            LEFT JOIN caller_key key ON key.id = $1
            """;

    /** Its end is another's affair: the JWT's or the certificate's, which is judged at each request. */
    private static final String BY_IDENTITY = """
            SELECT key.caller, key.hash, 'Infinity'::float8 AS key_seconds_left,
                   key.id AS key_id, key.mac AS key_mac, key.type AS id_type, key.issuer AS id_issuer,
                   key.subject AS id_subject, key.position AS id_position,
                   owner.uuid AS owner_uuid, owner.epoch AS owner_epoch, owner.mac AS owner_mac,
                   granted.tenants, granted.connections, granted.positions, granted.permissions, granted.macs,
                   others.narrowed,
                   asked.*, issuable.*
            FROM (VALUES (1)) AS always (one)
            LEFT JOIN (SELECT id, caller, decode(id, 'hex') AS hash, 'infinity'::timestamptz AS expires_at, mac, type,
                              issuer, subject, position
                       FROM caller_identity) AS key ON key.id = $1
            """;

    private static final String OWNER = """
            LEFT JOIN LATERAL (
              SELECT o.uuid, o.epoch, o.mac FROM caller o
              WHERE o.name = key.caller AND ($4::bytea IS NULL OR key.hash = $4)
              LIMIT 1) AS owner ON true
            """;

    private static final String NAMED = """
            CROSS JOIN (SELECT $2::text AS in_tenant, $3::text AS in_connection,
                               NULL::bytea AS handle_hash, NULL::float8 AS handle_seconds_left,
                               NULL::text AS handle_id, NULL::uuid AS handle_uuid,
                               NULL::timestamptz AS handle_ends, NULL::bytea AS handle_mac) AS asked
            """;

    private static final String HELD = """
            LEFT JOIN LATERAL (
              SELECT h.tenant AS in_tenant, h.connection AS in_connection, h.hash AS handle_hash,
                     extract(epoch FROM h.expires_at - clock_timestamp())::float8 AS handle_seconds_left,
                     h.id AS handle_id, h.uuid AS handle_uuid, h.expires_at AS handle_ends, h.mac AS handle_mac
              FROM refresh_handle h
              WHERE h.id = $2 AND h.caller = key.caller AND ($3::bytea IS NULL OR h.hash = $3)
                AND ($4::bytea IS NULL OR key.hash = $4) AND h.expires_at > clock_timestamp()
              LIMIT 1) AS asked ON true
            """;

    private static final String ISSUABLE = """
            LEFT JOIN LATERAL (
              SELECT array_agg(g.tenant) AS tenants, array_agg(g.connection) AS connections,
                     array_agg(g.position) AS positions,
                     array_agg(array_to_string(g.permissions, ' ')) AS permissions, array_agg(g.mac) AS macs,
                     $4::bytea IS NULL OR coalesce(key.hash = $4 AND key.expires_at > clock_timestamp()
                         AND bool_or('token:issue' = ANY (g.permissions)), false) AS allowed
              FROM caller_grant g
              WHERE g.caller = key.caller AND asked.in_tenant IS NOT NULL
                AND g.tenant IN ('*', asked.in_tenant) AND g.connection IN ('*', asked.in_connection)
                AND ($4::bytea IS NULL OR key.hash = $4)) AS granted ON true
            CROSS JOIN LATERAL (
              SELECT EXISTS (SELECT FROM caller_grant n
                WHERE n.caller = key.caller AND n.tenant IN ('*', asked.in_tenant) AND n.connection <> '*'
                  AND n.permissions && '{token:issue,connection:read,connection:manage}'
                  AND ($4::bytea IS NULL OR key.hash = $4)) AS narrowed) AS others
            LEFT JOIN LATERAL (
              SELECT t.tenant, t.connection, t.uuid, t.state, t.reason, t.generation, i.name AS integration,
                     i.environment, t.grant_type, coalesce(c.user_id, t.user_sub) IS NOT NULL AS user_known,
                     extract(epoch FROM t.access_expires_at - clock_timestamp())::float8 AS seconds_left,
                     coalesce(extract(epoch FROM t.access_expires_at), 0)::float8 AS ends_at,
                     extract(epoch FROM t.access_expires_at - t.access_issued_at)::float8 AS life_seconds,
                     t.access_token, t.rejected_generation IS NOT DISTINCT FROM t.generation AS rejected, k.wrapped,
                     coalesce(t.token_scope, array_to_string(array_remove(t.scopes, 'extended'), ' ')) AS scope,
                     t.account_id, t.base_uri,
                     EXISTS (SELECT FROM pending_grant p WHERE p.tenant = t.tenant AND p.connection = t.connection
                             AND p.expires_at > clock_timestamp())
                     OR EXISTS (SELECT FROM imported_token m
                                WHERE m.tenant = t.tenant AND m.connection = t.connection) AS pending
              FROM connection_token t
              JOIN connection c ON c.tenant = t.tenant AND c.name = t.connection
              JOIN integration i ON i.name = c.integration
              JOIN tenant_key k ON k.tenant = t.tenant
              WHERE granted.allowed AND t.tenant = asked.in_tenant AND t.connection = asked.in_connection
              LIMIT 1) AS issuable ON true
            """;

    /**
     * $1 is the key's id, $2 the tenant, $3 the connection, $4 what is presented as the key's hash; null where it was
     * judged before whether the caller may have the token. Grants are read only for who has the whole key, and what
     * there is to issue only where it may be had: a refused request must not take longer for a tenant that the key is
     * granted on, or for a connection that exists. What the rows of callers say counts only once it is proven to be the
     * vault's ({@link ReadKeys}): here it only keeps things from being read. The LIMIT, of one row by a primary key,
     * keeps PostgreSQL from joining first and judging afterwards.
     */
    static final String BY_NAME = BY_KEY + OWNER + NAMED + ISSUABLE;

    /** The same for who has proven to be an identity: $1 is its id, $4 its hash. */
    static final String IDENTITY_BY_NAME = BY_IDENTITY + OWNER + NAMED + ISSUABLE;

    /**
     * The same where a refresh handle of the caller names the connection: $2 is its id, $3 what is presented as its
     * hash; null where that was judged before. Nobody learns of a handle who has not all of it and its caller's key:
     * without the whole key no handle is read, for which the LIMIT is again.
     */
    static final String BY_HANDLE = BY_KEY + OWNER + HELD + ISSUABLE;

    /** The same for who has proven to be an identity. */
    static final String IDENTITY_BY_HANDLE = BY_IDENTITY + OWNER + HELD + ISSUABLE;

    private final Pool pool;
    private final ReadKeys keys;
    private final HandleProofs handles;
    private final GenerationWatch generations;
    private final MonotonicClock clock;

    IssuableStatement(
            Pool pool, ReadKeys keys, HandleProofs handles, GenerationWatch generations, MonotonicClock clock) {
        this.pool = pool;
        this.keys = keys;
        this.handles = handles;
        this.generations = generations;
        this.clock = clock;
    }

    /**
     * Reads caller and connection at one moment, in one round trip. Whoever waits for a connection in vain leaves the
     * pool's queue, which a query that is given to the pool itself never does.
     */
    @Override
    public Uni<Reading> read(@Nullable String keyId, byte @Nullable [] hash, Place place) {
        long askedNanos = clock.nanoTime();
        return pool.withConnection(connection -> connection
                        .preparedQuery(isIdentity(keyId) ? IDENTITY_BY_NAME : BY_NAME)
                        .execute(Tuple.of(keyId, place.tenant(), place.connection(), buffer(hash))))
                .chain(rows -> readingOf(rows.iterator().next(), keyId, hash, askedNanos))
                .invoke(this::watch);
    }

    @Override
    public Uni<Reading> read(
            @Nullable String keyId, byte @Nullable [] hash, String handleId, byte @Nullable [] handleHash) {
        long askedNanos = clock.nanoTime();
        return pool.withConnection(connection -> connection
                        .preparedQuery(isIdentity(keyId) ? IDENTITY_BY_HANDLE : BY_HANDLE)
                        .execute(Tuple.of(keyId, handleId, buffer(handleHash), buffer(hash))))
                .chain(rows -> readingOf(rows.iterator().next(), keyId, hash, askedNanos))
                .invoke(this::watch);
    }

    private static boolean isIdentity(@Nullable String keyId) {
        return keyId != null && Credential.kindOf(keyId) == Credential.Kind.IDENTITY;
    }

    private static @Nullable Buffer buffer(byte @Nullable [] bytes) {
        return bytes == null ? null : Buffer.buffer(bytes);
    }

    @Override
    public Uni<Optional<String>> error(ConnectionId id) {
        return pool.withConnection(connection -> connection
                        .preparedQuery("SELECT error FROM connection_error WHERE tenant = $1 AND connection = $2")
                        .execute(Tuple.of(id.tenant(), id.name())))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.ofNullable(rows.iterator().next().getString("error")));
    }

    /** Whether that database answers; the cheapest question to it finds out. */
    @Produces
    @Singleton
    DatabaseReach reach(IssuingConfiguration configuration) {
        return new DatabaseReach(this::probe, configuration.databaseDeadline());
    }

    private Uni<Void> probe() {
        return pool.withConnection(connection -> connection.query("SELECT 1").execute())
                .replaceWithVoid();
    }

    private void watch(Reading reading) {
        Issuable issuable = reading.issuable();
        if (issuable != null) {
            generations.read(issuable.id(), issuable.generation(), reading.askedNanos());
        }
    }

    /**
     * Whoever has not the whole key is told from others by nothing but the key's own hash. What was read for a grant
     * that is not the vault's goes no further, and into no memory.
     */
    private Uni<Reading> readingOf(Row row, @Nullable String keyId, byte @Nullable [] hash, long askedNanos) {
        if (keyId == null) {
            return Uni.createFrom()
                    .item(() -> new Reading(askedNanos, null, handleOf(row), issuableOf(row, askedNanos)));
        }
        if (row.getString("caller") == null) {
            // Also where the key was judged before: it may have gone while its request waited.
            return Uni.createFrom().item(new Reading(askedNanos, null, null, null));
        }
        byte[] stored = row.getBuffer("hash").getBytes();
        if (hash != null && !Digest.same(stored, hash)) {
            return Uni.createFrom().item(() -> new Reading(askedNanos, keyOf(row, stored, Set.of()), null, null));
        }
        return keys.permissions(Credential.kindOf(keyId), row)
                .chain(proven -> proven.map(permissions -> handleIsOurs(row)
                                .map(ours -> ours
                                        ? new Reading(
                                                askedNanos,
                                                keyOf(row, stored, permissions),
                                                handleOf(row),
                                                permissions.contains(Permission.TOKEN_ISSUE)
                                                        ? issuableOf(row, askedNanos)
                                                        : null)
                                        : new Reading(askedNanos, keyOf(row, stored, Set.of()), null, null)))
                        .orElseGet(() -> Uni.createFrom().item(new Reading(askedNanos, null, null, null))));
    }

    /** Also true where no handle was read. One of a connection that was deleted since is none of the new one's. */
    private Uni<Boolean> handleIsOurs(Row row) {
        if (row.getString("handle_id") == null) {
            return Uni.createFrom().item(true);
        }
        HandleProofs.Handle handle = new HandleProofs.Handle(
                row.getString("caller"),
                row.getString("handle_id"),
                row.getBuffer("handle_hash").getBytes(),
                row.getString("in_tenant"),
                row.getString("in_connection"),
                row.getUUID("handle_uuid"),
                row.getOffsetDateTime("handle_ends").toInstant());
        UUID connection = row.getUUID("uuid");
        return handles.isOurs(handle, row.getBuffer("handle_mac").getBytes())
                .map(ours -> ours && (connection == null || connection.equals(handle.uuid())));
    }

    private static Reading.Key keyOf(Row row, byte[] hash, Set<Permission> permissions) {
        String tenant = row.getString("in_tenant");
        List<Grant> grants = permissions.isEmpty() || tenant == null
                ? List.of()
                : List.of(new Grant(Set.of(tenant), Set.of(row.getString("in_connection")), permissions));
        return new Reading.Key(row.getString("caller"), hash, row.getDouble("key_seconds_left"), grants);
    }

    private static Reading.@Nullable Handle handleOf(Row row) {
        Double secondsLeft = row.getDouble("handle_seconds_left");
        return secondsLeft == null
                ? null
                : new Reading.Handle(
                        new Place(row.getString("in_tenant"), row.getString("in_connection")),
                        row.getBuffer("handle_hash").getBytes(),
                        secondsLeft);
    }

    private static @Nullable Issuable issuableOf(Row row, long askedNanos) {
        if (row.getUUID("uuid") == null) {
            return null;
        }
        String reason = row.getString("reason");
        Double secondsLeft = row.getDouble("seconds_left");
        double left = secondsLeft == null ? 0 : secondsLeft;
        Double lifeSeconds = row.getDouble("life_seconds");
        return new Issuable(
                new ConnectionId(row.getString("tenant"), row.getString("connection"), row.getUUID("uuid")),
                ConnectionState.shown(row.getString("state"), row.getBoolean("pending")),
                reason == null ? null : ConsentReason.named(reason),
                row.getLong("generation"),
                row.getString("integration"),
                Environment.of(row.getString("environment")),
                GrantType.named(row.getString("grant_type")),
                row.getBoolean("user_known"),
                askedNanos,
                row.getBoolean("rejected"),
                row.getDouble("ends_at"),
                lifeSeconds == null ? left : lifeSeconds,
                left,
                row.getBuffer("access_token") == null
                        ? null
                        : row.getBuffer("access_token").getBytes(),
                row.getBuffer("wrapped").getBytes(),
                row.getString("scope"),
                row.getString("account_id"),
                row.getString("base_uri"));
    }
}
