package io.countersign.caller;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The rows of callers. */
@ApplicationScoped
class CallerRepository {

    /** For the container. */
    CallerRepository() {}

    /**
     * Inserts the caller unless there is one of that name. Of two that try at once the second waits for the first one's
     * commit and then sees its row: a plain insert would fail there.
     *
     * @return whether it was inserted
     */
    Uni<Boolean> insertIfAbsent(SqlConnection transaction, CallerMark mark, byte[] mac) {
        return transaction
                .preparedQuery("""
                        INSERT INTO caller (name, uuid, epoch, mac) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
                        """)
                .execute(Tuple.of(mark.name(), mark.uuid(), mark.epoch(), Buffer.buffer(mac)))
                .map(rows -> rows.rowCount() == 1);
    }

    /**
     * Locks those of these callers that there are until the transaction ends, in the order of their names, so that
     * changes of one caller happen one after the other. Their rows are read by statements that follow: those see what
     * was committed before the lock was had.
     */
    Uni<List<Signed<CallerMark>>> lock(SqlConnection transaction, List<String> names) {
        return transaction
                .preparedQuery("""
                        SELECT name, uuid, epoch, mac FROM caller WHERE name = ANY ($1) ORDER BY name
                        FOR NO KEY UPDATE
                        """)
                .execute(Tuple.of(names.toArray(String[]::new)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(CallerRow::markOf)
                        .toList());
    }

    /**
     * Writes what the callers' rows are vouched for under from now on. Whoever calls this has locked them.
     *
     * @param put whether their grants were put, which their view tells
     */
    Uni<Void> sign(SqlConnection transaction, List<Signed<CallerMark>> marks, boolean put) {
        return transaction
                .preparedQuery("""
                        UPDATE caller c SET uuid = s.uuid, epoch = s.epoch, mac = s.mac,
                            updated_at = CASE WHEN $5 THEN clock_timestamp() ELSE updated_at END
                        FROM unnest($1::text[], $2::uuid[], $3::int8[], $4::bytea[]) AS s (name, uuid, epoch, mac)
                        WHERE c.name = s.name
                        """)
                .execute(Tuple.of(
                        marks.stream().map(mark -> mark.row().name()).toArray(String[]::new),
                        marks.stream().map(mark -> mark.row().uuid()).toArray(UUID[]::new),
                        marks.stream().map(mark -> mark.row().epoch()).toArray(Long[]::new),
                        marks.stream().map(mark -> Buffer.buffer(mark.mac())).toArray(Buffer[]::new),
                        put))
                .replaceWithVoid();
    }

    /** Whether there was one. Its grants and keys go with it. */
    Uni<Boolean> delete(SqlConnection transaction, String name) {
        return transaction
                .preparedQuery("DELETE FROM caller WHERE name = $1")
                .execute(Tuple.of(name))
                .map(rows -> rows.rowCount() == 1);
    }

    /** The caller, if there is one. */
    Uni<Optional<CallerRow>> find(SqlClient client, String name) {
        return client.preparedQuery("SELECT name, uuid, epoch, mac, created_at, updated_at FROM caller WHERE name = $1")
                .execute(Tuple.of(name))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(CallerRow.of(rows.iterator().next())));
    }

    /** At most {@code most} callers in the order of their names. */
    Uni<List<CallerRow>> after(SqlClient client, String name, int most) {
        return client.preparedQuery("""
                        SELECT name, uuid, epoch, mac, created_at, updated_at FROM caller
                        WHERE name > $1 ORDER BY name LIMIT $2
                        """)
                .execute(Tuple.of(name, most))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(CallerRow::of)
                        .toList());
    }

    /**
     * How many keys, identities and grants these callers have, by name. Reads at most one row more of each kind than
     * {@link RowsAtOnce#MOST}, however many there are: whoever follows by name where that ends is counted too low.
     */
    Uni<Map<String, Long>> rows(SqlClient client, List<String> names) {
        return client.preparedQuery("""
                        SELECT r.caller, count(*) AS rows FROM (
                          (SELECT caller FROM caller_grant WHERE caller = ANY ($1) ORDER BY caller LIMIT $2)
                          UNION ALL
                          (SELECT caller FROM caller_key WHERE caller = ANY ($1) ORDER BY caller LIMIT $2)
                          UNION ALL
                          (SELECT caller FROM caller_identity WHERE caller = ANY ($1) ORDER BY caller LIMIT $2)
                        ) r
                        GROUP BY r.caller
                        """)
                .execute(Tuple.of(names.toArray(String[]::new), RowsAtOnce.MOST + 1))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .collect(Collectors.toMap(row -> row.getString("caller"), row -> row.getLong("rows"))));
    }
}
