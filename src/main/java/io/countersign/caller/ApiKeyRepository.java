package io.countersign.caller;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.StreamSupport;

/** The rows of API keys. */
@ApplicationScoped
class ApiKeyRepository {

    /** For the container. */
    ApiKeyRepository() {}

    /** Those of these callers, oldest first. */
    Uni<List<Signed<ApiKeyRow>>> of(SqlClient client, List<String> callers) {
        return client.preparedQuery("""
                        SELECT caller, id, hash, created_at, expires_at, mac FROM caller_key
                        WHERE caller = ANY ($1)
                        ORDER BY created_at, id
                        """)
                .execute(Tuple.of(callers.toArray(String[]::new)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(ApiKeyRow::of)
                        .toList());
    }

    /**
     * The time on the clock by which a key's end is judged: the database's, which need not be this machine's. In whole
     * microseconds, as it is stored.
     */
    Uni<Instant> now(SqlClient client) {
        return client.query("SELECT clock_timestamp() AS now")
                .execute()
                .map(rows -> rows.iterator().next().getOffsetDateTime("now").toInstant());
    }

    /** Whoever calls this has locked the caller. */
    Uni<Void> insert(SqlConnection transaction, ApiKeyRow key, byte[] mac) {
        return transaction
                .preparedQuery("""
                        INSERT INTO caller_key (id, caller, hash, created_at, expires_at, mac)
                        VALUES ($1, $2, $3, $4, $5, $6)
                        """)
                .execute(Tuple.of(
                        key.id(),
                        key.caller(),
                        Buffer.buffer(key.hash()),
                        key.createdAt().atOffset(ZoneOffset.UTC),
                        key.expiresAt().atOffset(ZoneOffset.UTC),
                        Buffer.buffer(mac)))
                .replaceWithVoid();
    }

    /** Writes new MACs beside keys. Whoever calls this has locked their callers. */
    Uni<Void> sign(SqlConnection transaction, List<Signed<ApiKeyRow>> keys) {
        return transaction
                .preparedQuery("""
                        UPDATE caller_key k SET mac = s.mac
                        FROM unnest($1::text[], $2::text[], $3::bytea[]) AS s (caller, id, mac)
                        WHERE k.caller = s.caller AND k.id = s.id
                        """)
                .execute(Tuple.of(
                        keys.stream().map(key -> key.row().caller()).toArray(String[]::new),
                        keys.stream().map(key -> key.row().id()).toArray(String[]::new),
                        keys.stream().map(key -> Buffer.buffer(key.mac())).toArray(Buffer[]::new)))
                .replaceWithVoid();
    }

    /** Whoever calls this has locked their callers. */
    Uni<Void> delete(SqlConnection transaction, List<ApiKeyRow> keys) {
        return transaction
                .preparedQuery("""
                        DELETE FROM caller_key k
                        USING unnest($1::text[], $2::text[]) AS d (caller, id)
                        WHERE k.caller = d.caller AND k.id = d.id
                        """)
                .execute(Tuple.of(
                        keys.stream().map(ApiKeyRow::caller).toArray(String[]::new),
                        keys.stream().map(ApiKeyRow::id).toArray(String[]::new)))
                .replaceWithVoid();
    }

    /** Whoever calls this has locked the caller. */
    Uni<Void> deleteAll(SqlConnection transaction, String caller) {
        return transaction
                .preparedQuery("DELETE FROM caller_key WHERE caller = $1")
                .execute(Tuple.of(caller))
                .replaceWithVoid();
    }
}
