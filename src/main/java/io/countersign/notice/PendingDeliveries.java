package io.countersign.notice;

import io.countersign.database.Seconds;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Deliveries that wait: whose turn it is, and what came of an attempt. One statement per method. */
@ApplicationScoped
class PendingDeliveries {
    /** Goes on behind {@code ended}: whom what has {@code frees} held back is due. A row that another holds is left. */
    private static final String FREEING_NEXT = """
            next AS (
              SELECT b.webhook, b.id
              FROM ended e
              CROSS JOIN LATERAL (
                SELECT b.webhook, b.id FROM delivery b
                WHERE b.webhook = e.webhook AND b.tenant = e.tenant AND b.connection = e.connection
                  AND b.status = 'pending' AND b.in_order AND b.failures < 3 AND b.id <> e.id
                ORDER BY b.number LIMIT 1
                FOR UPDATE OF b SKIP LOCKED) AS b
              WHERE e.frees),
            released AS (
              UPDATE delivery d SET due_at = clock_timestamp()
              FROM next n WHERE d.webhook = n.webhook AND d.id = n.id AND d.due_at = 'infinity')
            SELECT FROM ended
            """;

    private final Pool pool;

    PendingDeliveries(Pool pool) {
        this.pool = pool;
    }

    /**
     * Takes what is due, for as long as an attempt may take: who dies meanwhile leaves it to be taken again. Webhooks
     * come in an order that is drawn, so that none of them always comes last; of one webhook, what is due longest comes
     * first.
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

    /** It arrived. An attempt that was taken over ends nothing. Answers whether this one did. */
    Uni<Boolean> delivered(DueDelivery delivery, int answered) {
        return pool.preparedQuery("""
                        WITH ended AS (
                          UPDATE delivery
                          SET status = 'delivered', due_at = NULL, attempt = NULL, answered = $4, error = NULL,
                              consent_url = NULL, consent_url_until = NULL
                          WHERE webhook = $1 AND id = $2 AND attempt = $3
                          RETURNING webhook, id, tenant, connection, in_order AS frees),
                        """ + FREEING_NEXT)
                .execute(place(delivery).addInteger(answered))
                .map(rows -> rows.size() == 1);
    }

    /**
     * It did not arrive. Answers whether this attempt ended it.
     *
     * @param again how long until it is tried once more, or null where it is not
     */
    Uni<Boolean> failed(
            DueDelivery delivery, @Nullable Integer answered, @Nullable String error, @Nullable Duration again) {
        return pool.preparedQuery("""
                        WITH ended AS (
                          UPDATE delivery
                          SET status = CASE WHEN $6::float8 IS NULL THEN 'failed' ELSE 'pending' END,
                              due_at = clock_timestamp() + make_interval(secs => $6::float8), attempt = NULL,
                              failures = failures + 1, answered = $4, error = $5
                          WHERE webhook = $1 AND id = $2 AND attempt = $3
                          RETURNING webhook, id, tenant, connection,
                              in_order AND (status = 'failed' OR failures >= 3) AS frees),
                        """ + FREEING_NEXT)
                .execute(place(delivery)
                        .addInteger(answered)
                        .addString(error)
                        .addDouble(again == null ? null : Seconds.of(again)))
                .map(rows -> rows.size() == 1);
    }

    /** It ends without an attempt, and says nothing of the webhook. What waited for it is found by who looks for it. */
    Uni<Void> dropped(DueDelivery delivery, String error) {
        return pool.preparedQuery("""
                        UPDATE delivery
                        SET status = 'failed', due_at = NULL, attempt = NULL, error = $4,
                            consent_url = NULL, consent_url_until = NULL
                        WHERE webhook = $1 AND id = $2 AND attempt = $3
                        """).execute(place(delivery).addString(error)).replaceWithVoid();
    }

    /** Nothing could be tried: this was no attempt. */
    Uni<Void> putBack(DueDelivery delivery, String error) {
        return pool.preparedQuery("""
                        UPDATE delivery
                        SET due_at = clock_timestamp(), attempt = NULL, attempts = attempts - 1, error = $4
                        WHERE webhook = $1 AND id = $2 AND attempt = $3
                        """).execute(place(delivery).addString(error)).replaceWithVoid();
    }

    /**
     * Makes due what waits for nobody any more, since the one before it was dropped, deleted or asked for again, or
     * ended in the moment in which this one was made. Reads all that waits in order, of webhooks that are not
     * disabled.
     */
    Uni<Void> releaseForgotten() {
        return pool.preparedQuery("""
                        WITH first AS (
                          SELECT DISTINCT ON (d.webhook, d.tenant, d.connection) d.webhook, d.id, d.due_at
                          FROM delivery d
                          JOIN webhook w ON w.uuid = d.webhook AND w.disabled IS NULL
                          WHERE d.status = 'pending' AND d.in_order AND d.failures < 3
                          ORDER BY d.webhook, d.tenant, d.connection, d.number)
                        UPDATE delivery d SET due_at = clock_timestamp()
                        FROM first f
                        WHERE f.due_at = 'infinity' AND d.webhook = f.webhook AND d.id = f.id AND d.due_at = 'infinity'
                        """).execute().replaceWithVoid();
    }

    /**
     * Lets all of a webhook that waits for its next attempt begin anew, now, within the transaction that puts it: of
     * each connection the first, which the others wait for again, also those that had not after its third failure.
     */
    Uni<Void> beginAnew(SqlConnection transaction, UUID webhook) {
        return transaction.preparedQuery("""
                        WITH waiting AS (
                          SELECT id, in_order AND row_number() OVER (
                                   PARTITION BY in_order, tenant, connection ORDER BY number) > 1 AS behind
                          FROM delivery WHERE webhook = $1 AND status = 'pending')
                        UPDATE delivery d
                        SET failures = 0, due_at = CASE WHEN w.behind THEN 'infinity' ELSE clock_timestamp() END
                        FROM waiting w
                        WHERE d.webhook = $1 AND d.id = w.id AND d.status = 'pending' AND d.attempt IS NULL
                          AND d.due_at <> 'infinity'
                        """).execute(Tuple.of(webhook)).replaceWithVoid();
    }

    /**
     * Ends what waits of a deleted tenant for these webhooks, which named it: whoever gets its name is somebody else.
     * And forgets the links that were made for it.
     */
    Uni<Void> forgetTenant(SqlConnection transaction, String tenant, List<UUID> naming) {
        return transaction
                .preparedQuery("""
                        UPDATE delivery
                        SET status = 'failed', due_at = NULL, attempt = NULL, error = 'not_covered'
                        WHERE tenant = $1 AND status = 'pending' AND webhook = ANY ($2)
                        """)
                .execute(Tuple.of(tenant, naming.toArray(UUID[]::new)))
                .chain(() -> transaction.preparedQuery("""
                        UPDATE delivery SET consent_url = NULL, consent_url_until = NULL
                        WHERE tenant = $1 AND consent_url IS NOT NULL
                        """).execute(Tuple.of(tenant)))
                .replaceWithVoid();
    }

    private static Tuple place(DueDelivery delivery) {
        return Tuple.tuple().addUUID(delivery.webhook()).addUUID(delivery.id()).addUUID(delivery.attempt());
    }

    /** Deletes deliveries of a webhook that is about to be deleted, a part at a time. Answers how many. */
    Uni<Integer> dropSomeOf(String webhook) {
        return pool.preparedQuery("""
                        DELETE FROM delivery d
                        USING (SELECT d.webhook, d.id FROM delivery d JOIN webhook w ON w.uuid = d.webhook
                               WHERE w.name = $1 LIMIT 10000) AS part
                        WHERE d.webhook = part.webhook AND d.id = part.id
                        """).execute(Tuple.of(webhook)).map(rows -> rows.rowCount());
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
