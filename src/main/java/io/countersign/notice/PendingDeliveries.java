package io.countersign.notice;

import io.countersign.database.Seconds;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Deliveries that wait: whose turn it is, and what came of an attempt. One statement per method. */
@ApplicationScoped
class PendingDeliveries {
    private final Pool pool;

    PendingDeliveries(Pool pool) {
        this.pool = pool;
    }

    /**
     * Takes what is due, for as long as an attempt may take: who dies meanwhile leaves it to be taken again. A
     * connection's next notice waits until the one before has arrived, or has failed three times. Webhooks come in an
     * order that is drawn, so that none of them always comes last; of one webhook, what is due longest comes first.
     *
     * <p>The time stands in a subquery where it bounds an index scan: the function itself is volatile, and PostgreSQL
     * would read the whole index.
     *
     * @param failing of webhooks that fail, or of those that do not
     * @param each so many of one webhook may be under way at once
     * @param most so many are taken
     */
    Uni<List<DueDelivery>> claim(boolean failing, int each, int most, UnderWay.Busy busy, Duration lease) {
        return pool.preparedQuery("""
                        WITH open AS MATERIALIZED (
                          SELECT w.uuid, $2 - coalesce(b.number, 0) AS room
                          FROM webhook w
                          LEFT JOIN unnest($4::uuid[], $5::integer[]) AS b (uuid, number) ON b.uuid = w.uuid
                          WHERE w.disabled IS NULL AND (w.failing_since IS NOT NULL) = $1
                            AND coalesce(w.paused_until <= clock_timestamp(), true)
                            AND $2 > coalesce(b.number, 0)
                          ORDER BY random()),
                        due AS MATERIALIZED (
                          SELECT d.webhook, d.id
                          FROM open o
                          CROSS JOIN LATERAL (
                            SELECT d.webhook, d.id
                            FROM delivery d
                            WHERE d.webhook = o.uuid AND d.status = 'pending'
                              AND d.due_at <= (SELECT clock_timestamp())
                              AND NOT (d.in_order AND EXISTS (
                                SELECT FROM delivery b
                                WHERE b.webhook = d.webhook AND b.tenant = d.tenant AND b.connection = d.connection
                                  AND b.number < d.number AND b.status = 'pending' AND b.in_order
                                  AND b.failures < 3))
                            ORDER BY d.due_at, d.number
                            LIMIT o.room
                            FOR UPDATE OF d SKIP LOCKED) AS d
                          LIMIT $3)
                        UPDATE delivery d
                        SET due_at = clock_timestamp() + make_interval(secs => $6), attempt = gen_random_uuid(),
                            attempts = d.attempts + 1, attempted_at = clock_timestamp()
                        FROM due
                        WHERE d.webhook = due.webhook AND d.id = due.id
                        RETURNING d.webhook, d.id, d.attempt, d.failures, d.type, d.occurred_at, d.tenant,
                                  d.connection, d.details, d.consent_url, d.consent_url_until, d.number
                        """)
                .execute(Tuple.tuple()
                        .addBoolean(failing)
                        .addInteger(each)
                        .addInteger(most)
                        .addArrayOfUUID(busy.webhooks())
                        .addArrayOfInteger(busy.numbers())
                        .addDouble(Seconds.of(lease)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .sorted(Comparator.comparing(row -> row.getLong("number")))
                        .map(DueDelivery::of)
                        .toList());
    }

    /** It arrived, and the webhook works, if that was in doubt. An attempt that was taken over ends nothing. */
    Uni<Void> delivered(DueDelivery delivery, int answered, boolean failing) {
        return pool.preparedQuery("""
                        WITH ended AS (
                          UPDATE delivery
                          SET status = 'delivered', due_at = NULL, attempt = NULL, answered = $4, error = NULL,
                              consent_url = NULL, consent_url_until = NULL
                          WHERE webhook = $1 AND id = $2 AND attempt = $3
                          RETURNING webhook)
                        UPDATE webhook w SET failing_since = NULL, failed_at = NULL
                        FROM ended e WHERE $5 AND w.uuid = e.webhook
                        """)
                .execute(place(delivery).addInteger(answered).addBoolean(failing))
                .replaceWithVoid();
    }

    /**
     * It did not arrive. A webhook fails since its first failure after a success; a failure that is alone for more than
     * a day and a quarter, longer than any pause, begins anew: days on which nothing was sent are not days of failing.
     *
     * @param again how long until it is tried once more, or null where it is not
     * @param pause how long nothing is sent to this webhook, or null
     * @return since how many seconds the webhook has only failed; 0 where the attempt was taken over
     */
    Uni<Duration> failed(
            DueDelivery delivery,
            @Nullable Integer answered,
            @Nullable String error,
            @Nullable Duration again,
            @Nullable Duration pause) {
        return pool.preparedQuery("""
                        WITH ended AS (
                          UPDATE delivery
                          SET status = CASE WHEN $6::float8 IS NULL THEN 'failed' ELSE 'pending' END,
                              due_at = clock_timestamp() + make_interval(secs => $6::float8), attempt = NULL,
                              failures = failures + 1, answered = $4, error = $5
                          WHERE webhook = $1 AND id = $2 AND attempt = $3
                          RETURNING webhook)
                        UPDATE webhook w
                        SET failing_since = CASE WHEN w.failed_at > clock_timestamp() - interval '30 hours'
                                            THEN coalesce(w.failing_since, clock_timestamp())
                                            ELSE clock_timestamp() END,
                            failed_at = clock_timestamp(),
                            paused_until = CASE WHEN $7::float8 IS NULL THEN w.paused_until
                              ELSE greatest(w.paused_until, clock_timestamp() + make_interval(secs => $7::float8)) END
                        FROM ended e WHERE w.uuid = e.webhook
                        RETURNING extract(epoch FROM clock_timestamp() - w.failing_since)::float8 AS failing
                        """)
                .execute(place(delivery)
                        .addInteger(answered)
                        .addString(error)
                        .addDouble(again == null ? null : Seconds.of(again))
                        .addDouble(pause == null ? null : Seconds.of(pause)))
                .map(rows -> rows.size() == 0
                        ? Duration.ZERO
                        : Duration.ofMillis(
                                (long) (1000 * rows.iterator().next().getDouble("failing"))));
    }

    /** It ends without an attempt, and says nothing of the webhook. */
    Uni<Void> dropped(DueDelivery delivery, String error) {
        return pool.preparedQuery("""
                        UPDATE delivery
                        SET status = 'failed', due_at = NULL, attempt = NULL, error = $4,
                            consent_url = NULL, consent_url_until = NULL
                        WHERE webhook = $1 AND id = $2 AND attempt = $3
                        """).execute(place(delivery).addString(error)).replaceWithVoid();
    }

    /** Nothing could be tried: all of the webhook's wait that long, and this one was no attempt. */
    Uni<Void> putOff(DueDelivery delivery, Duration pause, String error) {
        return pool.preparedQuery("""
                        WITH back AS (
                          UPDATE delivery
                          SET due_at = clock_timestamp(), attempt = NULL, attempts = attempts - 1, error = $5
                          WHERE webhook = $1 AND id = $2 AND attempt = $3
                          RETURNING webhook)
                        UPDATE webhook w
                        SET paused_until = greatest(w.paused_until, clock_timestamp() + make_interval(secs => $4))
                        FROM back b WHERE w.uuid = b.webhook
                        """)
                .execute(place(delivery).addDouble(Seconds.of(pause)).addString(error))
                .replaceWithVoid();
    }

    private static Tuple place(DueDelivery delivery) {
        return Tuple.tuple().addUUID(delivery.webhook()).addUUID(delivery.id()).addUUID(delivery.attempt());
    }

    /** Deletes what is older than that, a part at a time: whatever became of it. Answers how many. */
    Uni<Integer> dropOlderThan(Duration age) {
        return pool.preparedQuery("""
                        DELETE FROM delivery d
                        USING (SELECT webhook, id FROM delivery
                               WHERE created_at < (SELECT clock_timestamp() - make_interval(secs => $1))
                               ORDER BY created_at LIMIT 10000) AS old
                        WHERE d.webhook = old.webhook AND d.id = old.id
                        """).execute(Tuple.of(Seconds.of(age))).map(rows -> rows.rowCount());
    }
}
