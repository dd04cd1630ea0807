package io.countersign.issuing;

import io.countersign.caller.CredentialSource;
import io.countersign.caller.Grant;
import io.countersign.caller.Permission;
import io.countersign.caller.StoredKey;
import io.countersign.connection.ConnectionId;
import io.countersign.connection.ConnectionState;
import io.countersign.connection.ConsentReason;
import io.countersign.naming.Name;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The one statement of an issued token: key, caller, permission, connection, sealed access token and wrapped keyset. It runs when the caller is
 * authenticated; what it brought beside the key waits in the request until the resource asks for it.
 */
@ApplicationScoped
class IssuableReader implements CredentialSource {
    private static final String KEPT = Issuable.class.getName();
    private static final Pattern PATH =
            Pattern.compile("/v1/tenants/(" + Name.PATTERN + ")/connections/(" + Name.PATTERN + ")/token");

    private final Pool pool;

    IssuableReader(Pool pool) {
        this.pool = pool;
    }

    @Override
    public boolean handles(RoutingContext request) {
        return request.request().method().equals(HttpMethod.POST)
                && path(request).matches();
    }

    @Override
    public Uni<Optional<StoredKey>> find(String keyId, RoutingContext request) {
        Matcher path = path(request);
        if (!path.matches()) {
            return Uni.createFrom().item(Optional.empty());
        }
        String tenant = path.group(1);
        return select(keyId, tenant, path.group(2)).map(row -> {
            request.put(KEPT, Optional.ofNullable(issuableOf(row)));
            return Optional.ofNullable(storedKeyOf(row, tenant));
        });
    }

    /** What authenticating the request has read already, or a reading of its own. Empty where there is no such connection. */
    Uni<Optional<Issuable>> read(RoutingContext request, String tenant, String connection) {
        Optional<Issuable> kept = request.remove(KEPT);
        return kept != null ? Uni.createFrom().item(kept) : read(tenant, connection);
    }

    /** Reads again. */
    Uni<Optional<Issuable>> read(String tenant, String connection) {
        return Name.isValid(tenant) && Name.isValid(connection)
                ? select(null, tenant, connection).map(row -> Optional.ofNullable(issuableOf(row)))
                : Uni.createFrom().item(Optional.empty());
    }

    private static Matcher path(RoutingContext request) {
        return PATH.matcher(request.normalizedPath());
    }

    private Uni<Row> select(@Nullable String keyId, String tenant, String connection) {
        return pool.preparedQuery("""
                        SELECT key.caller, key.hash, key.expires_at <= clock_timestamp() AS key_expired,
                               (SELECT array_agg(permission) FROM caller_grant g, unnest(g.permissions) AS permission
                                WHERE g.caller = key.caller AND g.tenants && ARRAY['*', $2]) AS permissions,
                               t.tenant, t.connection, t.uuid, t.state, t.reason, t.generation, i.name AS integration, i.environment,
                               extract(epoch FROM t.access_expires_at - clock_timestamp())::float8 AS seconds_left,
                               t.access_token, k.wrapped, coalesce(t.token_scope, array_to_string(array_remove(t.scopes, 'extended'), ' ')) AS scope,
                               t.account_id, t.base_uri,
                               EXISTS (SELECT FROM pending_grant p WHERE p.tenant = $2 AND p.connection = $3
                                       AND p.expires_at > clock_timestamp()) AS pending
                        FROM (VALUES (1)) AS always (one)
                        LEFT JOIN caller_key key ON key.id = $1
                        LEFT JOIN connection_token t ON t.tenant = $2 AND t.connection = $3
                        LEFT JOIN connection c ON c.tenant = t.tenant AND c.name = t.connection
                        LEFT JOIN integration i ON i.name = c.integration
                        LEFT JOIN tenant_key k ON k.tenant = t.tenant
                        """)
                .execute(Tuple.of(keyId, tenant, connection))
                .map(rows -> rows.iterator().next());
    }

    private static @Nullable StoredKey storedKeyOf(Row row, String tenant) {
        String caller = row.getString("caller");
        if (caller == null) {
            return null;
        }
        String[] names = row.getArrayOfStrings("permissions");
        List<Grant> grants = names == null ? List.of() : List.of(new Grant(Set.of(tenant), permissions(names)));
        return new StoredKey(caller, row.getBuffer("hash").getBytes(), row.getBoolean("key_expired"), grants);
    }

    private static Set<Permission> permissions(String[] names) {
        Set<Permission> permissions = EnumSet.noneOf(Permission.class);
        Arrays.stream(names).map(Permission::named).forEach(known -> known.ifPresent(permissions::add));
        return permissions;
    }

    private static @Nullable Issuable issuableOf(Row row) {
        if (row.getUUID("uuid") == null) {
            return null;
        }
        String reason = row.getString("reason");
        Double secondsLeft = row.getDouble("seconds_left");
        return new Issuable(
                new ConnectionId(row.getString("tenant"), row.getString("connection"), row.getUUID("uuid")),
                ConnectionState.shown(row.getString("state"), row.getBoolean("pending")),
                reason == null ? null : ConsentReason.named(reason),
                row.getLong("generation"),
                row.getString("integration"),
                row.getString("environment"),
                secondsLeft == null ? 0 : secondsLeft,
                row.getBuffer("access_token") == null
                        ? null
                        : row.getBuffer("access_token").getBytes(),
                row.getBuffer("wrapped").getBytes(),
                row.getString("scope"),
                row.getString("account_id"),
                row.getString("base_uri"));
    }
}
