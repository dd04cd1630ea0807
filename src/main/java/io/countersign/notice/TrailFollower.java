package io.countersign.notice;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Turns what is new in the trail into deliveries. Reads it as far as nothing can appear any more before what was read,
 * so that the cursor misses no event and no event comes twice. Looks into none of them: what somebody wrote there that
 * cannot be read fails at its own attempt, and stops nobody.
 */
@ApplicationScoped
class TrailFollower {
    private static final int AT_ONCE = 1000;

    private final Pool pool;

    TrailFollower(Pool pool) {
        this.pool = pool;
    }

    /** Goes on until nothing is new, or another replica is at it. Answers how many deliveries came of it. */
    Uni<Long> follow() {
        return step().chain(step ->
                step.read() < AT_ONCE ? Uni.createFrom().item(step.made()) : follow().map(more -> more + step.made()));
    }

    private record Step(long read, long made) {}

    /**
     * In two statements: what whoever held the cursor before has made, the second one sees, since it begins when the
     * cursor is held. In one, a connection's next delivery could be made without the one before being seen, and
     * overtake it. Of two replicas the second finds the cursor locked and does nothing.
     */
    private Uni<Step> step() {
        return pool.withTransaction(transaction -> transaction
                .preparedQuery("SELECT FROM notice_cursor FOR UPDATE SKIP LOCKED")
                .execute()
                .chain(held -> held.size() == 0 ? Uni.createFrom().item(new Step(0, 0)) : step(transaction)));
    }

    /**
     * What waits for one before it becomes due when that one has ended, or, if that was while this statement ran, by
     * {@link PendingDeliveries#releaseForgotten}.
     */
    private static Uni<Step> step(SqlConnection transaction) {
        return transaction
                .preparedQuery("""
                        WITH place AS MATERIALIZED (SELECT era, transaction, id FROM notice_cursor),
                        new AS MATERIALIZED (
                          SELECT e.* FROM place p CROSS JOIN LATERAL (
                            SELECT era, transaction, id, occurred_at, type, tenant, connection, details
                            FROM audit_event
                            WHERE (era, transaction, id) > (p.era, p.transaction, p.id)
                              AND (era, transaction)
                                  < ((SELECT audit_era()), pg_snapshot_xmin(pg_current_snapshot()))
                            ORDER BY era, transaction, id
                            LIMIT $1) AS e),
                        moved AS (
                          UPDATE notice_cursor c SET era = last.era, transaction = last.transaction, id = last.id
                          FROM (SELECT era, transaction, id FROM new
                                ORDER BY era DESC, transaction DESC, id DESC LIMIT 1) AS last),
                        made AS (
                          INSERT INTO delivery (webhook, type, occurred_at, tenant, connection, details, in_order,
                              due_at)
                          SELECT w.uuid, n.type, n.occurred_at, coalesce(n.tenant, i.tenant), n.connection, n.details,
                                 n.connection IS NOT NULL,
                                 CASE WHEN n.connection IS NOT NULL AND (
                                        row_number() OVER (PARTITION BY w.uuid, n.tenant, n.connection
                                                           ORDER BY n.era, n.transaction, n.id) > 1
                                        OR EXISTS (
                                          SELECT FROM delivery b
                                          WHERE b.webhook = w.uuid AND b.tenant = n.tenant
                                            AND b.connection = n.connection AND b.status = 'pending' AND b.in_order
                                            AND b.failures < 3))
                                      THEN 'infinity' ELSE clock_timestamp() END
                          FROM new n
                          LEFT JOIN integration i ON n.tenant IS NULL AND i.name = n.details ->> 'integration'
                          JOIN webhook w ON (w.events && ARRAY[n.type, '*'])
                            AND (w.tenants && ARRAY[coalesce(n.tenant, i.tenant), '*'])
                          WHERE n.type = ANY ($2)
                          ORDER BY n.era, n.transaction, n.id
                          RETURNING webhook)
                        SELECT (SELECT count(*) FROM new) AS read, (SELECT count(*) FROM made) AS made
                        """)
                .execute(Tuple.of(AT_ONCE, NoticeTypes.FROM_THE_TRAIL.toArray(String[]::new)))
                .map(rows -> rows.iterator().next())
                .map(row -> new Step(row.getLong("read"), row.getLong("made")));
    }
}
