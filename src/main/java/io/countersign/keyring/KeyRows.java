package io.countersign.keyring;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/** The rows of the known keys, and how many keysets each of them wraps. */
@ApplicationScoped
class KeyRows {

    /** All of them by id, and those that this replica has. */
    Uni<List<KeyringKeyView>> all(SqlClient client, Set<KeyId> loaded) {
        String[] ids = loaded.stream().map(KeyId::value).toArray(String[]::new);
        return client.preparedQuery("""
                        SELECT i.id, i.id = ANY ($1) AS loaded, k.retired_at,
                               (SELECT count(*) FROM wrapped_key WHERE kind = 'tenants' AND wrapped_by = i.id)
                                 AS tenants,
                               (SELECT count(*) FROM wrapped_key WHERE kind = 'integrations' AND wrapped_by = i.id)
                                 AS integrations,
                               (SELECT count(*) FROM wrapped_key WHERE kind = 'other' AND wrapped_by = i.id) AS other
                        FROM (SELECT id FROM keyring_key UNION SELECT unnest($1::text[])) AS i
                        LEFT JOIN keyring_key k ON k.id = i.id
                        ORDER BY i.id COLLATE "C"
                        """)
                .execute(Tuple.of(ids))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(KeyRows::view)
                        .toList());
    }

    private static KeyringKeyView view(Row row) {
        return new KeyringKeyView(
                row.getString("id"),
                row.getBoolean("loaded"),
                Optional.ofNullable(row.getOffsetDateTime("retired_at"))
                        .map(OffsetDateTime::toInstant)
                        .orElse(null),
                row.getLong("tenants"),
                row.getLong("integrations"),
                row.getLong("other"));
    }

    /** From now on; how long somebody may wait for keysets that are being stored is the transaction's. */
    Uni<Boolean> retire(SqlClient transaction, KeyId id) {
        return transaction.preparedQuery("""
                        UPDATE keyring_key SET retired_at = clock_timestamp() WHERE id = $1 AND retired_at IS NULL
                        """).execute(Tuple.of(id.value())).map(rows -> rows.rowCount() == 1);
    }

    /** Bounds how long this transaction waits for a lock. */
    Uni<Void> waitShortly(SqlClient transaction) {
        return transaction.query("SET LOCAL lock_timeout = '5s'").execute().replaceWithVoid();
    }

    /** Whether the database knows this key as a retired one. */
    Uni<Boolean> isRetired(SqlClient client, KeyId id) {
        return client.preparedQuery("SELECT EXISTS (SELECT FROM keyring_key WHERE id = $1 AND retired_at IS NOT NULL)")
                .execute(Tuple.of(id.value()))
                .map(rows -> rows.iterator().next().getBoolean(0));
    }
}
