package io.countersign.importing;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Bulk imports of which nothing waits any more. Each is seen to alone: it may have many lines. */
@ApplicationScoped
class EndedBatches {
    private final Pool pool;

    EndedBatches(Pool pool) {
        this.pool = pool;
    }

    /** Keeps the counts of those whose lines have all come to their end: nobody has to count these again. */
    Uni<Void> count() {
        return pool.preparedQuery("""
                        SELECT id FROM import_batch
                        WHERE active IS NULL AND (sent_at IS NOT NULL OR stopped_at IS NOT NULL)
                        """)
                .execute()
                .chain(rows -> Multi.createFrom()
                        .iterable(rows)
                        .onItem()
                        .transformToUniAndConcatenate(row -> count(row.getUUID("id")))
                        .collect()
                        .last());
    }

    private Uni<Void> count(UUID batch) {
        return pool.preparedQuery("""
                        UPDATE import_batch b
                        SET lines = n.lines, active = n.active, refused = n.refused, invalid = n.invalid
                        FROM (SELECT count(*) AS lines, count(*) FILTER (WHERE l.status = 'active') AS active,
                                     count(*) FILTER (WHERE l.status = 'refused') AS refused,
                                     count(*) FILTER (WHERE l.status = 'invalid') AS invalid
                              FROM import_line_state l WHERE l.batch = $1) AS n
                        WHERE b.id = $1 AND n.lines = n.active + n.refused + n.invalid
                        """).execute(Tuple.of(batch)).replaceWithVoid();
    }

    /** Removes those that came to their end long ago. */
    Uni<Void> drop() {
        return pool.preparedQuery("""
                        DELETE FROM import_batch WHERE id = (
                          SELECT id FROM import_batch
                          WHERE coalesce(stopped_at, sent_at) < clock_timestamp() - interval '90 days'
                          LIMIT 1 FOR UPDATE SKIP LOCKED)
                        """)
                .execute()
                .chain(rows -> rows.rowCount() == 0 ? Uni.createFrom().voidItem() : drop());
    }
}
