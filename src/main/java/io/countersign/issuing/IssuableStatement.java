package io.countersign.issuing;

import io.countersign.caller.Grant;
import io.countersign.caller.Permission;
import io.countersign.clock.MonotonicClock;
import io.countersign.connection.ConnectionId;
import io.countersign.connection.ConnectionState;
import io.countersign.connection.ConsentReason;
import io.countersign.connection.GrantType;
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
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one statement of an issued token: key, caller, permission, connection, sealed access token and wrapped keyset.
 */
@ApplicationScoped
class IssuableStatement implements IssuableReader.Source {
    private static final String CALLER = """
            SELECT key.caller, key.hash,
                   extract(epoch FROM key.expires_at - clock_timestamp())::float8 AS key_seconds_left,
                   granted.permissions, asked.*, issuable.*
            FROM (VALUES (1)) AS always (one)
            LEFT JOIN caller_key key ON key.id = $1
            """;

    private static final String ISSUABLE = """
            LEFT JOIN LATERAL (
              SELECT array_agg(permission) AS permissions,
                     $4::bytea IS NULL OR coalesce(key.hash = $4 AND key.expires_at > clock_timestamp()
                         AND bool_or(permission = 'token:issue'), false) AS allowed
              FROM caller_grant g, unnest(g.permissions) AS permission
              WHERE g.caller = key.caller AND asked.in_tenant IS NOT NULL
                AND g.tenant IN ('*', asked.in_tenant) AND g.connection IN ('*', asked.in_connection)
                AND ($4::bytea IS NULL OR key.hash = $4)) AS granted ON true
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
     * granted on, or for a connection that exists. The LIMIT, of one row by a primary key, keeps PostgreSQL from
     * joining first and judging afterwards.
     */
    static final String BY_NAME = CALLER + """
            CROSS JOIN (SELECT $2::text AS in_tenant, $3::text AS in_connection,
                               NULL::bytea AS handle_hash, NULL::float8 AS handle_seconds_left) AS asked
            """ + ISSUABLE;

    /**
     * The same where a refresh handle of the caller names the connection: $2 is its id, $3 what is presented as its
     * hash; null where that was judged before. Nobody learns of a handle who has not all of it and its caller's key:
     * without the whole key no handle is read, for which the LIMIT is again.
     */
    static final String BY_HANDLE = CALLER + """
            LEFT JOIN LATERAL (
              SELECT h.tenant AS in_tenant, h.connection AS in_connection, h.hash AS handle_hash,
                     extract(epoch FROM h.expires_at - clock_timestamp())::float8 AS handle_seconds_left
              FROM refresh_handle h
              WHERE h.id = $2 AND h.caller = key.caller AND ($3::bytea IS NULL OR h.hash = $3)
                AND ($4::bytea IS NULL OR key.hash = $4) AND h.expires_at > clock_timestamp()
              LIMIT 1) AS asked ON true
            """ + ISSUABLE;

    private final Pool pool;
    private final GenerationWatch generations;
    private final MonotonicClock clock;

    IssuableStatement(Pool pool, GenerationWatch generations, MonotonicClock clock) {
        this.pool = pool;
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
                        .preparedQuery(BY_NAME)
                        .execute(Tuple.of(keyId, place.tenant(), place.connection(), buffer(hash))))
                .map(rows -> readingOf(rows.iterator().next(), askedNanos))
                .invoke(this::watch);
    }

    @Override
    public Uni<Reading> read(
            @Nullable String keyId, byte @Nullable [] hash, String handleId, byte @Nullable [] handleHash) {
        long askedNanos = clock.nanoTime();
        return pool.withConnection(connection -> connection
                        .preparedQuery(BY_HANDLE)
                        .execute(Tuple.of(keyId, handleId, buffer(handleHash), buffer(hash))))
                .map(rows -> readingOf(rows.iterator().next(), askedNanos))
                .invoke(this::watch);
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

    private static Reading readingOf(Row row, long askedNanos) {
        return new Reading(askedNanos, keyOf(row), handleOf(row), issuableOf(row, askedNanos));
    }

    private static Reading.@Nullable Key keyOf(Row row) {
        String caller = row.getString("caller");
        if (caller == null) {
            return null;
        }
        String[] names = row.getArrayOfStrings("permissions");
        List<Grant> grants =
                names == null ? List.of() : List.of(new Grant(Set.of(row.getString("in_tenant")), permissions(names)));
        return new Reading.Key(caller, row.getBuffer("hash").getBytes(), row.getDouble("key_seconds_left"), grants);
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

    private static Set<Permission> permissions(String[] names) {
        Set<Permission> permissions = EnumSet.noneOf(Permission.class);
        Arrays.stream(names).map(Permission::named).forEach(known -> known.ifPresent(permissions::add));
        return permissions;
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
