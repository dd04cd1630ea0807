package io.countersign.caller;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds keys in the tables of callers. */
@ApplicationScoped
class DatabaseCredentials implements CredentialSource.Lookup {
    private final Pool pool;

    DatabaseCredentials(Pool pool) {
        this.pool = pool;
    }

    /** One row per grant of the key's caller, or one without a grant. */
    @Override
    public Uni<Optional<StoredKey>> find(String keyId, byte[] hash) {
        return pool.preparedQuery("""
                        SELECT k.caller, k.hash, k.expires_at <= clock_timestamp() AS expired, g.tenants, g.permissions
                        FROM caller_key k
                        LEFT JOIN LATERAL (
                          SELECT array_agg(tenant) AS tenants, permissions
                          FROM caller_grant
                          WHERE caller = k.caller AND connection = '*'
                          GROUP BY position, permissions) g ON true
                        WHERE k.id = $1
                        """).execute(Tuple.of(keyId)).map(DatabaseCredentials::storedKey);
    }

    /** A grant that is narrowed to connections is not among the rows: it says more than is understood here. */
    private static Optional<StoredKey> storedKey(RowSet<Row> rows) {
        List<Grant> grants = new ArrayList<>();
        Row first = null;
        for (Row row : rows) {
            first = row;
            if (row.getArrayOfStrings("tenants") != null) {
                grants.add(grant(row));
            }
        }
        return Optional.ofNullable(first)
                .map(row -> new StoredKey(
                        row.getString("caller"), row.getBuffer("hash").getBytes(), row.getBoolean("expired"), grants));
    }

    private static Grant grant(Row row) {
        Set<Permission> permissions = EnumSet.noneOf(Permission.class);
        // A name that a newer release wrote grants nothing here.
        for (String name : row.getArrayOfStrings("permissions")) {
            Permission.named(name).ifPresent(permissions::add);
        }
        return new Grant(Set.copyOf(Arrays.asList(row.getArrayOfStrings("tenants"))), permissions);
    }
}
