package io.countersign.keyring;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The one row of the last rewrap. What it has done is never counted there: the keysets themselves tell. */
@ApplicationScoped
class RewrapRows {
    private final Pool pool;

    RewrapRows(Pool pool) {
        this.pool = pool;
    }

    /** The last rewrap as it is now, if there was one; while it runs, counts the keysets. */
    Uni<Optional<RewrapView>> find(SqlClient client) {
        return client.preparedQuery("""
                        SELECT r.state, r.total, r.started_at, r.finished_at,
                               CASE WHEN r.state = 'running'
                                    THEN (SELECT count(*) FROM wrapped_key WHERE wrapped_by IS DISTINCT FROM r.target)
                                    ELSE r.remaining END AS remaining
                        FROM keyring_rewrap r
                        """).execute().map(rows -> {
            if (rows.size() == 0) {
                return Optional.empty();
            }
            Row row = rows.iterator().next();
            long total = row.getLong("total");
            return Optional.of(new RewrapView(
                    row.getString("state"),
                    Math.max(0, total - row.getLong("remaining")),
                    total,
                    row.getOffsetDateTime("started_at").toInstant(),
                    instant(row.getOffsetDateTime("finished_at"))));
        });
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    /**
     * How the running rewrap stands.
     *
     * @param left how many keysets it has before it
     * @param seconds since it began
     */
    record Standing(long left, double seconds) {
        /** None runs. */
        static final Standing NONE = new Standing(0, 0);
    }

    /** Counts what the running rewrap has before it, if one runs. */
    Uni<Standing> standing() {
        return pool.query("""
                        SELECT (SELECT count(*) FROM wrapped_key WHERE wrapped_by IS DISTINCT FROM r.target)
                                 AS remaining,
                               extract(epoch FROM clock_timestamp() - r.started_at)::float8 AS seconds
                        FROM keyring_rewrap r WHERE r.state = 'running'
                        """).execute().map(rows -> {
            if (rows.size() == 0) {
                return Standing.NONE;
            }
            Row row = rows.iterator().next();
            return new Standing(row.getLong("remaining"), row.getDouble("seconds"));
        });
    }

    /**
     * Begins a rewrap, unless one runs.
     *
     * @return whether it began; false where one runs, whatever its target
     */
    Uni<Boolean> begin(SqlClient transaction, LiveKey target, String actor) {
        return transaction
                .preparedQuery("""
                        WITH begun AS (
                          INSERT INTO keyring_rewrap (target, state, total, started_by)
                          SELECT $1, 'running',
                                 (SELECT count(*) FROM wrapped_key WHERE wrapped_by IS DISTINCT FROM $1), $2
                          ON CONFLICT (single) DO UPDATE
                            SET target = excluded.target, state = excluded.state, total = excluded.total,
                                remaining = 0, started_by = excluded.started_by, started_at = clock_timestamp(),
                                finished_at = NULL, worker = NULL, worker_until = '-infinity'
                            WHERE keyring_rewrap.state <> 'running'
                          RETURNING target, total)
                        SELECT record_event('keyring.rewrap-started', $2, NULL, NULL,
                                 jsonb_build_object('key', target, 'total', total::text))
                        FROM begun
                        """)
                .execute(Tuple.of(target.id().value(), actor))
                .map(rows -> rows.size() == 1);
    }

    /** The key that the running rewrap wraps with, if one runs. */
    Uni<Optional<String>> runningTarget(SqlClient client) {
        return client.preparedQuery("SELECT target FROM keyring_rewrap WHERE state = 'running'")
                .execute()
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(rows.iterator().next().getString("target")));
    }

    /**
     * Takes the running rewrap for half a minute, or goes on with it: one replica at a time works on it, and one that
     * was killed is followed.
     *
     * @return the key to wrap with; empty where none runs or another replica has it
     */
    Uni<Optional<KeyId>> claim(UUID worker) {
        return pool.preparedQuery("""
                        UPDATE keyring_rewrap
                        SET worker = $1, worker_until = clock_timestamp() + interval '30 seconds'
                        WHERE state = 'running' AND (worker = $1 OR worker_until <= clock_timestamp())
                        RETURNING target
                        """)
                .execute(Tuple.of(worker))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(new KeyId(rows.iterator().next().getString("target"))));
    }

    /** Leaves it to another replica. */
    Uni<Void> release(UUID worker) {
        return pool.preparedQuery(
                        "UPDATE keyring_rewrap SET worker = NULL, worker_until = '-infinity' WHERE worker = $1")
                .execute(Tuple.of(worker))
                .replaceWithVoid();
    }

    /** Ends it, as long as this replica has it. */
    Uni<Void> finish(UUID worker, long remaining) {
        return pool.preparedQuery("""
                        WITH ended AS (
                          UPDATE keyring_rewrap
                          SET state = 'finished', finished_at = clock_timestamp(), remaining = $2, worker = NULL,
                              worker_until = '-infinity'
                          WHERE state = 'running' AND worker = $1
                          RETURNING target, total, remaining)
                        SELECT record_event('keyring.rewrap-finished', 'countersign', NULL, NULL,
                                 jsonb_build_object('key', target, 'done', greatest(total - remaining, 0)::text,
                                                    'remaining', remaining::text))
                        FROM ended
                        """).execute(Tuple.of(worker, remaining)).replaceWithVoid();
    }
}
