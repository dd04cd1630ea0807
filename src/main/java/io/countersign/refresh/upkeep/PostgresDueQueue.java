package io.countersign.refresh.upkeep;

import io.countersign.connection.ConnectionId;
import io.countersign.database.Seconds;
import io.countersign.refresh.Target;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

/** The due times in PostgreSQL. One statement per method; {@link #warn} repeats its own until nothing is left. */
@ApplicationScoped
class PostgresDueQueue implements DueQueue {
    private static final int WARNED_AT_ONCE = 1000;

    private final Pool pool;
    private final ClaimFigures figures;

    PostgresDueQueue(Pool pool, ClaimFigures figures) {
        this.pool = pool;
        this.figures = figures;
    }

    /**
     * The time stands in a subquery where it bounds an index scan: the function itself is volatile, and PostgreSQL
     * would read the whole index. The order of integrations and grants is drawn, so that none of them always comes
     * last.
     */
    @Override
    public Uni<List<Target>> claim(int each, int most, Set<String> except, Duration ahead) {
        return pool.preparedQuery("""
                        WITH due AS (
                          SELECT d.tenant, d.connection, d.due_at
                          FROM (SELECT i.name, o.grant_type, coalesce(g.probing, false) AS probing
                                FROM integration i
                                CROSS JOIN (VALUES ('authorization_code'), ('jwt_bearer')) AS o (grant_type)
                                LEFT JOIN closed_gate g ON g.integration = i.name AND g.grant_type = o.grant_type
                                WHERE i.name <> ALL ($3) AND NOT coalesce(g.paused_until > clock_timestamp(), false)
                                ORDER BY random()) AS i
                          CROSS JOIN LATERAL (
                            SELECT t.tenant, t.connection, t.due_at
                            FROM connection_token t
                            WHERE t.integration = i.name AND t.grant_type = i.grant_type
                              AND t.due_at <= (SELECT clock_timestamp())
                              AND t.state IN ('active', 'consent_required')
                            ORDER BY t.due_at
                            LIMIT CASE WHEN i.probing THEN 1 ELSE $1 END
                            FOR UPDATE OF t SKIP LOCKED) AS d
                          LIMIT $2)
                        UPDATE connection_token t
                        SET due_at = clock_timestamp() + make_interval(secs => $4),
                            due_since = coalesce(t.due_since, d.due_at)
                        FROM due d
                        WHERE t.tenant = d.tenant AND t.connection = d.connection
                        RETURNING t.tenant, t.connection, t.uuid, t.integration, t.generation,
                                  extract(epoch FROM clock_timestamp() - d.due_at)::float8 AS overdue,
                                  extract(epoch FROM t.access_expires_at - clock_timestamp())::float8 AS access_left
                        """)
                .execute(Tuple.of(each, most, except.toArray(String[]::new), Seconds.of(ahead)))
                .map(this::targets);
    }

    private List<Target> targets(RowSet<Row> rows) {
        List<Row> longestDueFirst = StreamSupport.stream(rows.spliterator(), false)
                .sorted(Comparator.comparing((Row row) -> row.getDouble("overdue"))
                        .reversed())
                .toList();
        figures.claimed(longestDueFirst.stream()
                .map(row -> row.getDouble("access_left"))
                .toList());
        return longestDueFirst.stream().map(PostgresDueQueue::target).toList();
    }

    private static Target target(Row row) {
        return new Target(
                new ConnectionId(row.getString("tenant"), row.getString("connection"), row.getUUID("uuid")),
                row.getString("integration"),
                row.getLong("generation"));
    }

    @Override
    public Uni<Void> putBack(Target target, Duration pause) {
        return pool.preparedQuery("""
                        UPDATE connection_token
                        SET due_at = least(due_at, clock_timestamp() + make_interval(secs => $5))
                        WHERE tenant = $1 AND connection = $2 AND uuid = $3 AND generation = $4 AND due_at IS NOT NULL
                        """)
                .execute(Tuple.of(
                        target.id().tenant(),
                        target.id().name(),
                        target.id().uuid(),
                        target.generation(),
                        Seconds.of(pause)))
                .replaceWithVoid();
    }

    /**
     * A gate that somebody else is raising is left to them. A pause that DocuSign asked for and the breaker's have
     * nothing to do with secrets and stay. Where a row is in doubt its pause stays too: it may be the one before a
     * takeover. What DocuSign says of an impersonated user's consent, no key changes. Where nothing is impersonated any
     * more, nobody would find out that a key works again: a refused or missing one is nobody's matter then. Whoever
     * held the lease when the statement began may have written a verdict, or a hold, before the gate was locked: those
     * rows are looked at as they are by then.
     */
    @Override
    public Uni<Integer> revive() {
        return pool.preparedQuery("""
                        WITH risen AS (
                          SELECT g.integration, g.auth_host, g.grant_type, g.flag, i.secrets_version
                          FROM upstream_gate g
                          JOIN integration i ON i.name = g.integration AND i.environment = g.auth_host
                          WHERE g.secrets_version < i.secrets_version
                            OR g.flag IS NOT NULL AND g.grant_type = 'jwt_bearer' AND NOT EXISTS (
                              SELECT FROM connection c
                              JOIN connection_token t ON t.tenant = c.tenant AND t.connection = c.name
                              WHERE c.integration = g.integration AND c.grant_type = 'jwt_bearer'
                                AND t.state <> 'disconnected')
                          FOR UPDATE OF g SKIP LOCKED),
                        opened AS (
                          UPDATE upstream_gate g
                          SET secrets_version = r.secrets_version, flag = NULL, flagged_at = NULL, flagged_by = NULL,
                              probing = g.probing AND g.reason IS DISTINCT FROM 'client_refused',
                              prober = CASE WHEN g.reason IS DISTINCT FROM 'client_refused' THEN g.prober END,
                              paused_until = CASE WHEN g.reason = 'client_refused' THEN '-infinity'
                                  ELSE g.paused_until END
                          FROM risen r
                          WHERE g.integration = r.integration AND g.auth_host = r.auth_host
                            AND g.grant_type = r.grant_type),
                        counts AS (
                          SELECT v.integration, v.auth_host, v.grant_type, v.flagged_by
                          FROM verdict_count v
                          JOIN risen r ON r.integration = v.integration AND r.auth_host = v.auth_host
                            AND r.grant_type = v.grant_type
                          FOR UPDATE OF v),
                        unflagged AS (
                          UPDATE verdict_count v
                          SET flagged_by = NULL, flagged_at = NULL
                          FROM counts c
                          WHERE v.integration = c.integration AND v.auth_host = c.auth_host
                            AND v.grant_type = c.grant_type
                            AND c.flagged_by IS NOT NULL),
                        exchanges AS (
                          DELETE FROM exchange_flag e
                          USING integration i
                          WHERE i.name = e.integration AND e.secrets_version < i.secrets_version
                          RETURNING e.integration, e.reason),
                        refused AS (
                          SELECT t.tenant, t.connection,
                                 t.state = 'consent_required' OR t.held_until > clock_timestamp() AS waits
                          FROM connection_token t
                          JOIN risen r ON r.integration = t.integration AND r.grant_type = t.grant_type
                          WHERE t.state = 'consent_required' AND t.grant_type = 'authorization_code'
                              AND t.reason IN ('consent_revoked', 'lost_response', 'refresh_token_expired')
                            OR t.held_until > '-infinity' AND t.held_until > clock_timestamp() AND t.state = 'active'
                            OR t.lease_owner IS NOT NULL AND t.state = 'active'
                          ORDER BY t.tenant, t.connection
                          FOR UPDATE OF t),
                        revived AS (
                          UPDATE connection_token t
                          SET held_until = '-infinity',
                              failures = CASE WHEN t.lease_owner IS NULL THEN 0 ELSE t.failures END,
                              lease_until = CASE WHEN t.lease_owner IS NULL AND NOT t.unsure THEN '-infinity'
                                                 ELSE t.lease_until END,
                              due_at = CASE WHEN t.lease_owner IS NULL AND NOT t.unsure THEN clock_timestamp()
                                            ELSE greatest(clock_timestamp(), t.lease_until) END
                          FROM refused r
                          WHERE t.tenant = r.tenant AND t.connection = r.connection AND r.waits
                          RETURNING t.tenant)
                        SELECT (SELECT count(*) FROM revived)::integer AS revived,
                               (SELECT count(record_event('integration.unflagged', 'countersign', NULL, NULL,
                                         jsonb_build_object('integration', f.integration, 'reason', f.flag)))
                                FROM (SELECT integration, flag FROM risen
                                      UNION ALL
                                      SELECT integration, reason FROM exchanges
                                      UNION ALL
                                      SELECT integration, CASE WHEN flagged_by IS NOT NULL THEN 'verdicts' END
                                      FROM counts) AS f
                                WHERE f.flag IS NOT NULL) AS told
                        """)
                .execute()
                .map(rows -> rows.iterator().next().getInteger("revived"));
    }

    @Override
    public Uni<Integer> warn() {
        return warnSome()
                .chain(warned ->
                        warned < WARNED_AT_ONCE ? Uni.createFrom().item(warned) : warn().map(more -> warned + more));
    }

    /**
     * Level by level, 15 days standing for no warning yet, so that the index leads to what is to be warned of and to
     * nothing else.
     */
    private Uni<Integer> warnSome() {
        return pool.preparedQuery("""
                        WITH late AS (
                          SELECT l.tenant, l.connection, l.days
                          FROM (VALUES (15, 14), (14, 7), (7, 3), (3, 1)) AS step (warned, within)
                          CROSS JOIN LATERAL (
                            SELECT t.tenant, t.connection,
                                   CASE WHEN t.refresh_expires_at <= clock_timestamp() + interval '1 day' THEN 1
                                        WHEN t.refresh_expires_at <= clock_timestamp() + interval '3 days' THEN 3
                                        WHEN t.refresh_expires_at <= clock_timestamp() + interval '7 days' THEN 7
                                        ELSE 14 END AS days
                            FROM connection_token t
                            WHERE t.state = 'active' AND coalesce(t.warned_days, 15) = step.warned
                              AND t.refresh_expires_at
                                  <= (SELECT clock_timestamp()) + make_interval(days => step.within)
                            ORDER BY t.refresh_expires_at
                            LIMIT $1
                            FOR UPDATE OF t SKIP LOCKED) AS l
                          LIMIT $1),
                        warned AS (
                          UPDATE connection_token t
                          SET warned_days = l.days
                          FROM late l
                          WHERE t.tenant = l.tenant AND t.connection = l.connection
                          RETURNING t.tenant, t.connection, l.days, t.refresh_expires_at)
                        SELECT record_event('connection.expiring', 'countersign', w.tenant, w.connection,
                                 jsonb_build_object('days', w.days::text, 'expires_at',
                                   to_char(w.refresh_expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')))
                        FROM warned w
                        """).execute(Tuple.of(WARNED_AT_ONCE)).map(RowSet::size);
    }
}
