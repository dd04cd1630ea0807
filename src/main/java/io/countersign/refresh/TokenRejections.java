package io.countersign.refresh;

import io.countersign.connection.ConnectionId;
import io.countersign.database.Seconds;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** What callers tell of an access token that was issued to them: DocuSign refuses it before its end. */
@ApplicationScoped
public class TokenRejections {
    private final Pool pool;

    TokenRejections(Pool pool) {
        this.pool = pool;
    }

    /** What became of a report. */
    public sealed interface Rejection {

        /** The token is marked: the next one who asks has it renewed. */
        record Marked() implements Rejection {}

        /**
         * Nothing was marked: three reports were heeded within an hour.
         *
         * @param pause until the first of them is an hour old
         */
        record TooMany(Duration pause) implements Rejection {}

        /** Nothing was marked: the row is not as it was read. Whoever reported reads it again. */
        record Moved() implements Rejection {}
    }

    /**
     * Marks the access token of that generation, at most three times an hour and connection. It costs a renewal and no
     * token: everything else in the row stays as it is. The event names the caller, and stands if and only if the mark
     * does.
     *
     * @param id of an active connection whose token of that generation is not marked yet
     * @param generation of the token that was reported
     * @param actor who reports it, as in the audit trail
     */
    public Uni<Rejection> mark(ConnectionId id, long generation, String actor) {
        return pool.preparedQuery("""
                        WITH present AS (
                          SELECT t.tenant, t.connection, t.rejections[3] AS third
                          FROM connection_token t
                          WHERE t.tenant = $1 AND t.connection = $2 AND t.uuid = $3 AND t.generation = $4
                            AND t.state = 'active' AND t.rejected_generation IS DISTINCT FROM t.generation
                          FOR UPDATE),
                        marked AS (
                          UPDATE connection_token t
                          SET rejected_generation = t.generation,
                              rejections = (clock_timestamp() || t.rejections)[1:3]
                          FROM present p
                          WHERE t.tenant = $1 AND t.connection = $2 AND t.uuid = $3 AND t.generation = $4
                            AND (p.third IS NULL OR p.third <= clock_timestamp() - interval '1 hour')
                          RETURNING t.tenant, t.connection)
                        SELECT m.tenant IS NOT NULL AS marked,
                               extract(epoch FROM p.third + interval '1 hour' - clock_timestamp())::float8 AS full_for,
                               CASE WHEN m.tenant IS NOT NULL
                                    THEN record_event('connection.token-rejected', $5, m.tenant, m.connection,
                                           jsonb_build_object('generation', $4::bigint::text)) END AS event
                        FROM present p LEFT JOIN marked m ON m.tenant = p.tenant AND m.connection = p.connection
                        """)
                .execute(Tuple.of(id.tenant(), id.name(), id.uuid(), generation, actor))
                .map(rows -> rows.size() == 0
                        ? new Rejection.Moved()
                        : rejection(rows.iterator().next()));
    }

    private static Rejection rejection(Row row) {
        return row.getBoolean("marked")
                ? new Rejection.Marked()
                : new Rejection.TooMany(Seconds.duration(row.getDouble("full_for")));
    }
}
