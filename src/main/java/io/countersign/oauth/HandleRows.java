package io.countersign.oauth;

import io.countersign.caller.ClientId;
import io.countersign.caller.HandleProofs;
import io.countersign.crypto.Digest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** The rows of refresh handles. */
@ApplicationScoped
class HandleRows {
    private final Pool pool;
    private final HandleProofs proofs;

    HandleRows(Pool pool, HandleProofs proofs) {
        this.pool = pool;
        this.proofs = proofs;
    }

    /**
     * A connection whose token row the transaction holds.
     *
     * @param living how many of its handles have not ended
     * @param end when a new one ends
     */
    record Connected(UUID uuid, boolean disconnected, long living, Instant end) {}

    /** Whose a deleted handle was, and when it would have ended. */
    record Deleted(String caller, Instant expiresAt) {}

    /** Empty where there is no such connection. */
    Uni<Optional<Connected>> connection(SqlConnection transaction, String tenant, String connection, Duration life) {
        return transaction
                .preparedQuery("""
                        SELECT t.uuid, t.state = 'disconnected' AS disconnected,
                               (SELECT count(*) FROM refresh_handle h
                                WHERE h.tenant = t.tenant AND h.connection = t.connection
                                  AND h.expires_at > clock_timestamp()) AS living,
                               clock_timestamp() + make_interval(secs => $3) AS new_end
                        FROM connection_token t WHERE t.tenant = $1 AND t.connection = $2
                        """)
                .execute(Tuple.of(tenant, connection, (double) life.toSeconds()))
                .map(rows -> rows.stream().findFirst())
                .map(found -> found.map(row -> new Connected(
                        row.getUUID("uuid"),
                        row.getBoolean("disconnected"),
                        row.getLong("living"),
                        instant(row, "new_end"))));
    }

    /** Stores it, and that the vault did. */
    Uni<Void> insert(SqlConnection transaction, HandleProofs.Handle handle, String actor) {
        return proofs.sign(transaction, handle)
                .chain(mac -> transaction
                        .preparedQuery("""
                        INSERT INTO refresh_handle
                            (tenant, connection, uuid, caller, id, hash, created_by, expires_at, mac)
                        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                        """)
                        .execute(Tuple.tuple()
                                .addString(handle.tenant())
                                .addString(handle.connection())
                                .addUUID(handle.uuid())
                                .addString(handle.caller())
                                .addString(handle.id())
                                .addValue(Buffer.buffer(handle.hash()))
                                .addString(actor)
                                .addOffsetDateTime(handle.expiresAt().atOffset(ZoneOffset.UTC))
                                .addValue(Buffer.buffer(mac))))
                .replaceWithVoid();
    }

    /** Those of a connection in the order of their ids, the expired ones too. */
    Uni<List<RefreshHandleView>> list(String tenant, String connection, String after, int most) {
        return pool.preparedQuery("""
                        SELECT id, caller, created_at, expires_at FROM refresh_handle
                        WHERE tenant = $1 AND connection = $2 AND id > $3
                        ORDER BY id LIMIT $4
                        """)
                .execute(Tuple.of(tenant, connection, after, most))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(HandleRows::view)
                        .toList());
    }

    Uni<Boolean> connectionExists(String tenant, String connection) {
        return pool.preparedQuery("SELECT FROM connection WHERE tenant = $1 AND name = $2")
                .execute(Tuple.of(tenant, connection))
                .map(rows -> rows.size() > 0);
    }

    /** Empty where there was none. */
    Uni<Optional<Deleted>> delete(SqlConnection transaction, String tenant, String connection, String id) {
        return transaction
                .preparedQuery("""
                        DELETE FROM refresh_handle WHERE tenant = $1 AND connection = $2 AND id = $3
                        RETURNING caller, expires_at
                        """)
                .execute(Tuple.of(tenant, connection, id))
                .map(rows -> rows.stream().findFirst())
                .map(found -> found.map(row -> new Deleted(row.getString("caller"), instant(row, "expires_at"))));
    }

    /**
     * What this caller presents, if it is one of its handles and has not ended. By the caller first, so that somebody
     * else's takes no longer than one that is none.
     */
    Uni<Optional<LivingHandle>> find(String caller, RefreshHandle handle) {
        return pool.preparedQuery("""
                        SELECT caller, id, tenant, connection, uuid, hash, expires_at, mac FROM refresh_handle
                        WHERE caller = $1 AND id = $2 AND expires_at > clock_timestamp()
                        """)
                .execute(Tuple.of(caller, handle.id()))
                .map(rows -> rows.stream()
                        .filter(row -> Digest.same(row.getBuffer("hash").getBytes(), handle.hash()))
                        .findFirst())
                .chain(found ->
                        found.map(this::proven).orElseGet(() -> Uni.createFrom().item(Optional.empty())));
    }

    private Uni<Optional<LivingHandle>> proven(Row row) {
        HandleProofs.Handle handle = new HandleProofs.Handle(
                row.getString("caller"),
                row.getString("id"),
                row.getBuffer("hash").getBytes(),
                row.getString("tenant"),
                row.getString("connection"),
                row.getUUID("uuid"),
                instant(row, "expires_at"));
        return proofs.isOurs(handle, row.getBuffer("mac").getBytes())
                .map(ours -> ours
                        ? Optional.of(new LivingHandle(handle.tenant(), handle.connection(), handle.expiresAt()))
                        : Optional.empty());
    }

    /** Removes at most so many that ended long ago, and answers how many. What somebody else holds is left. */
    Uni<Integer> deleteLongEnded(int most) {
        return pool.preparedQuery("""
                        WITH ended AS (
                          SELECT caller, id FROM refresh_handle
                          WHERE expires_at <= (SELECT clock_timestamp()) - interval '30 days'
                          ORDER BY expires_at LIMIT $1
                          FOR UPDATE SKIP LOCKED)
                        DELETE FROM refresh_handle h USING ended e WHERE h.caller = e.caller AND h.id = e.id
                        """).execute(Tuple.of(most)).map(rows -> rows.rowCount());
    }

    private static RefreshHandleView view(Row row) {
        String caller = row.getString("caller");
        return new RefreshHandleView(
                row.getString("id"),
                caller,
                ClientId.of(caller),
                instant(row, "created_at"),
                instant(row, "expires_at"));
    }

    private static Instant instant(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant();
    }
}
