package io.countersign.tenant;

import io.countersign.database.Seconds;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** The rows of tenants' keysets while a key of theirs is replaced. */
@ApplicationScoped
class KeyRotationRows {

    /** A keyset as it is stored. */
    record Stored(byte[] wrapped, UUID version) {}

    /** Outside of any transaction; empty where the tenant is gone. */
    Uni<Optional<Stored>> read(SqlClient client, String tenant) {
        return client.preparedQuery("SELECT wrapped, version FROM tenant_key WHERE tenant = $1")
                .execute(Tuple.of(tenant))
                .map(KeyRotationRows::stored);
    }

    /** Waits for whoever stores something sealed, and lets nobody do so until the transaction ends. */
    Uni<Optional<Stored>> lockToAdd(SqlConnection transaction, String tenant) {
        return transaction
                .preparedQuery("SELECT wrapped, version FROM tenant_key WHERE tenant = $1 FOR NO KEY UPDATE")
                .execute(Tuple.of(tenant))
                .map(KeyRotationRows::stored);
    }

    /** Likewise, to let a key leave. */
    Uni<Optional<Stored>> lockToRemove(SqlConnection transaction, String tenant) {
        return transaction
                .preparedQuery("SELECT wrapped, version FROM tenant_key WHERE tenant = $1 FOR UPDATE")
                .execute(Tuple.of(tenant))
                .map(KeyRotationRows::stored);
    }

    private static Optional<Stored> stored(RowSet<Row> rows) {
        return rows.size() == 0
                ? Optional.empty()
                : Optional.of(rows.iterator().next())
                        .map(row -> new Stored(row.getBuffer("wrapped").getBytes(), row.getUUID("version")));
    }

    /** Answers whether it began; it does not where one is under way. */
    Uni<Boolean> begin(SqlConnection transaction, String tenant, String actor, Duration quiet) {
        return transaction
                .preparedQuery("""
                        INSERT INTO tenant_key_rotation (tenant, started_by, due_at)
                        VALUES ($1, $2, clock_timestamp() + make_interval(secs => $3))
                        ON CONFLICT (tenant) DO NOTHING
                        """)
                .execute(Tuple.of(tenant, actor, Seconds.of(quiet)))
                .map(rows -> rows.rowCount() == 1);
    }

    Uni<Instant> startedAt(SqlConnection transaction, String tenant) {
        return transaction
                .preparedQuery("SELECT started_at FROM tenant_key_rotation WHERE tenant = $1")
                .execute(Tuple.of(tenant))
                .map(rows ->
                        rows.iterator().next().getOffsetDateTime("started_at").toInstant());
    }

    /** Stores a keyset that has another primary key: under a version that nobody has seen. */
    Uni<Void> add(SqlConnection transaction, String tenant, byte[] wrapped) {
        return transaction
                .preparedQuery("UPDATE tenant_key SET wrapped = $2, version = gen_random_uuid() WHERE tenant = $1")
                .execute(Tuple.of(tenant, Buffer.buffer(wrapped)))
                .replaceWithVoid();
    }

    /**
     * Whether anything of the tenant's is sealed under another key. In a statement behind the one that locked the
     * keyset's row: it sees all that was stored before.
     */
    Uni<Boolean> isUsed(SqlConnection transaction, String tenant, byte[] otherThan) {
        return transaction
                .preparedQuery("SELECT EXISTS (SELECT FROM sealed_under WHERE tenant = $1 AND key <> $2)")
                .execute(Tuple.of(tenant, Buffer.buffer(otherThan)))
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    /** Stores a keyset that has lost keys and kept its primary one: what is sealed under that stays right. */
    Uni<Void> remove(SqlConnection transaction, String tenant, byte[] wrapped) {
        return transaction
                .preparedQuery("UPDATE tenant_key SET wrapped = $2 WHERE tenant = $1")
                .execute(Tuple.of(tenant, Buffer.buffer(wrapped)))
                .chain(() -> transaction
                        .preparedQuery("DELETE FROM tenant_key_rotation WHERE tenant = $1")
                        .execute(Tuple.of(tenant)))
                .replaceWithVoid();
    }

    /** Takes some of those that are due for half a minute: a replica that is killed meanwhile is followed. */
    Uni<List<String>> claim(Pool pool, int most) {
        return pool.preparedQuery("""
                        UPDATE tenant_key_rotation SET due_at = clock_timestamp() + interval '30 seconds'
                        WHERE tenant IN (
                          SELECT tenant FROM tenant_key_rotation WHERE due_at <= clock_timestamp()
                          ORDER BY due_at LIMIT $1
                          FOR UPDATE SKIP LOCKED)
                        RETURNING tenant
                        """)
                .execute(Tuple.of(most))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getString("tenant"))
                        .toList());
    }

    /** When to look again. */
    Uni<Void> putOff(Pool pool, String tenant, Duration pause) {
        return pool.preparedQuery("""
                        UPDATE tenant_key_rotation SET due_at = clock_timestamp() + make_interval(secs => $2)
                        WHERE tenant = $1
                        """)
                .execute(Tuple.of(tenant, Seconds.of(pause)))
                .replaceWithVoid();
    }
}
