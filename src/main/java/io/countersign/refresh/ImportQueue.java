package io.countersign.refresh;

import io.countersign.connection.ConnectionId;
import io.countersign.database.Seconds;
import io.countersign.refresh.ImportedTokens.Due;
import io.countersign.refresh.ImportedTokens.Share;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.StreamSupport;

/** The due times of imports, by the database's clock. */
@ApplicationScoped
class ImportQueue {
    private static final Duration AHEAD = Duration.ofMinutes(2);
    private static final int EXPIRED_AT_ONCE = 1000;

    private final Pool pool;

    ImportQueue(Pool pool) {
        this.pool = pool;
    }

    /**
     * Each integration has its share, in an order that is drawn: see {@code PostgresDueQueue}.
     *
     * @param toBeJudged whether those that are, or those that are to be proven
     */
    Uni<List<Due>> claim(Share share, boolean toBeJudged) {
        return pool.preparedQuery("""
                        WITH due AS (
                          SELECT d.tenant, d.connection, d.due_at
                          FROM (SELECT i.name, coalesce(g.probing, false) AS probing
                                FROM integration i
                                LEFT JOIN closed_gate g ON g.integration = i.name
                                    AND g.grant_type = 'authorization_code'
                                WHERE i.name <> ALL ($3) AND NOT coalesce(g.paused_until > clock_timestamp(), false)
                                ORDER BY random()) AS i
                          CROSS JOIN LATERAL (
                            SELECT t.tenant, t.connection, t.due_at
                            FROM imported_token t
                            WHERE t.integration = i.name AND t.due_at <= (SELECT clock_timestamp())
                              AND (t.lease_owner IS NULL AND NOT t.unsure
                                  AND coalesce(t.access_expires_at > clock_timestamp(), false)) = $4
                            ORDER BY t.due_at
                            LIMIT CASE WHEN i.probing THEN least(1, $1) ELSE $1 END
                            FOR UPDATE OF t SKIP LOCKED) AS d
                          LIMIT $2)
                        UPDATE imported_token t
                        SET due_at = clock_timestamp() + make_interval(secs => $5)
                        FROM due d
                        WHERE t.tenant = d.tenant AND t.connection = d.connection
                        RETURNING t.tenant, t.connection, t.uuid, t.import_id, t.integration, t.generation,
                                  $4 AS to_be_judged,
                                  extract(epoch FROM clock_timestamp() - d.due_at)::float8 AS overdue
                        """)
                .execute(Tuple.of(
                        share.each(),
                        share.most(),
                        share.except().toArray(String[]::new),
                        toBeJudged,
                        Seconds.of(AHEAD)))
                .map(ImportQueue::longestDueFirst);
    }

    private static List<Due> longestDueFirst(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .sorted(Comparator.comparing((Row row) -> row.getDouble("overdue"))
                        .reversed())
                .map(ImportQueue::due)
                .toList();
    }

    private static Due due(Row row) {
        String tenant = row.getString("tenant");
        String name = row.getString("connection");
        return new Due(
                new ConnectionId(tenant, name, row.getUUID("uuid")),
                new Target(
                        new ConnectionId(tenant, name, row.getUUID("import_id")),
                        row.getString("integration"),
                        row.getLong("generation")),
                row.getBoolean("to_be_judged"));
    }

    Uni<Void> putBack(Target target, Duration pause) {
        return pool.preparedQuery("""
                        UPDATE imported_token
                        SET due_at = least(due_at, clock_timestamp() + make_interval(secs => $5))
                        WHERE tenant = $1 AND connection = $2 AND import_id = $3 AND generation = $4
                        """)
                .execute(Tuple.of(
                        target.id().tenant(),
                        target.id().name(),
                        target.id().uuid(),
                        target.generation(),
                        Seconds.of(pause)))
                .replaceWithVoid();
    }

    /** See {@link ImportedTokens#keepUnjudged}. */
    Uni<Void> keepUnjudged(Target target, LastError why, Duration pause) {
        return pool.preparedQuery("""
                        WITH before AS (
                          SELECT t.last_error
                          FROM imported_token t
                          WHERE t.tenant = $1 AND t.connection = $2 AND t.import_id = $3 AND t.generation = $4
                          FOR UPDATE OF t),
                        kept AS (
                          UPDATE imported_token t
                          SET due_at = clock_timestamp() + make_interval(secs => $5), last_error = $6
                          FROM before b
                          WHERE t.tenant = $1 AND t.connection = $2 AND t.import_id = $3 AND t.generation = $4
                          RETURNING t.created_by, t.last_error IS DISTINCT FROM b.last_error AS changed)
                        SELECT record_event('connection.pending', k.created_by, $1, $2,
                                 jsonb_build_object('import_id', $3::uuid, 'reason', $6))
                        FROM kept k
                        WHERE k.changed AND $6 = 'no_account'
                        """)
                .execute(Tuple.of(
                                target.id().tenant(),
                                target.id().name(),
                                target.id().uuid(),
                                target.generation(),
                                Seconds.of(pause))
                        .addString(why.wireName()))
                .replaceWithVoid();
    }

    /** Again until nothing is left but what somebody else is changing, or asking DocuSign with. */
    Uni<Void> expire() {
        return pool.preparedQuery("""
                        WITH late AS (
                          SELECT t.tenant, t.connection, t.import_id,
                                 CASE t.last_error WHEN 'no_account' THEN 'no_account' ELSE 'expired' END AS reason
                          FROM imported_token t
                          JOIN connection_token c ON c.tenant = t.tenant AND c.connection = t.connection
                          WHERE t.expires_at <= (SELECT clock_timestamp())
                            AND (t.lease_owner IS NULL OR t.lease_until < clock_timestamp())
                          ORDER BY t.expires_at
                          LIMIT $1
                          FOR UPDATE OF c, t SKIP LOCKED),
                        ended AS (
                          INSERT INTO import_end (import_id, outcome, reason)
                          SELECT l.import_id, 'discarded', l.reason FROM late l
                          ON CONFLICT DO NOTHING),
                        gone AS (
                          DELETE FROM imported_token t USING late l
                          WHERE t.tenant = l.tenant AND t.connection = l.connection
                          RETURNING t.tenant, t.connection, t.import_id)
                        SELECT record_event('import.expired', 'countersign', g.tenant, g.connection,
                                 jsonb_build_object('import_id', g.import_id))
                        FROM gone g
                        """)
                .execute(Tuple.of(EXPIRED_AT_ONCE))
                .chain(rows -> rows.size() < EXPIRED_AT_ONCE ? Uni.createFrom().voidItem() : expire());
    }
}
