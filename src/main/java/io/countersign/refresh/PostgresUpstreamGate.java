package io.countersign.refresh;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;

/** The gate in PostgreSQL: one row per integration and environment, made when it is first closed. */
@ApplicationScoped
class PostgresUpstreamGate implements UpstreamGate {
    private final Pool pool;

    PostgresUpstreamGate(Pool pool) {
        this.pool = pool;
    }

    @Override
    public Uni<Void> pause(String integration, Duration duration) {
        return pool.preparedQuery("""
                        INSERT INTO upstream_gate AS g (integration, auth_host, paused_until, reason)
                        SELECT name, environment, clock_timestamp() + make_interval(secs => $2), 'retry_after'
                        FROM integration WHERE name = $1
                        ON CONFLICT (integration, auth_host) DO UPDATE
                        SET paused_until = greatest(g.paused_until, excluded.paused_until), reason = 'retry_after', prober = NULL
                        """)
                .execute(Tuple.of(integration, seconds(duration)))
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> trip(String integration, Duration duration) {
        return pool.preparedQuery("""
                        INSERT INTO upstream_gate AS g (integration, auth_host, paused_until, reason, probing)
                        SELECT name, environment, clock_timestamp() + make_interval(secs => $2), 'breaker', true
                        FROM integration WHERE name = $1
                        ON CONFLICT (integration, auth_host) DO UPDATE
                        SET paused_until = greatest(g.paused_until, excluded.paused_until), probing = true, prober = NULL,
                            reason = CASE WHEN g.paused_until > clock_timestamp() THEN g.reason ELSE 'breaker' END
                        """)
                .execute(Tuple.of(integration, seconds(duration)))
                .replaceWithVoid();
    }

    @Override
    public Uni<Boolean> refuseClient(
            String integration, UUID attempt, Flag flag, long secretsVersion, Duration duration) {
        return pool.preparedQuery("""
                        INSERT INTO upstream_gate AS g (integration, auth_host, paused_until, reason, probing,
                            flag, flagged_at, flagged_by, secrets_version)
                        SELECT name, environment, clock_timestamp() + make_interval(secs => $2), 'client_refused', true,
                               $3, clock_timestamp(), $4, $5
                        FROM integration WHERE name = $1
                        ON CONFLICT (integration, auth_host) DO UPDATE
                        SET paused_until = greatest(g.paused_until, excluded.paused_until), probing = true, prober = NULL,
                            reason = CASE WHEN g.reason = 'retry_after' AND g.paused_until > clock_timestamp() THEN g.reason
                                          ELSE 'client_refused' END,
                            flag = excluded.flag, flagged_at = coalesce(g.flagged_at, excluded.flagged_at),
                            flagged_by = coalesce(g.flagged_by, excluded.flagged_by),
                            secrets_version = greatest(g.secrets_version, excluded.secrets_version)
                        RETURNING flagged_by = $4 AS first
                        """)
                .execute(Tuple.of(integration, seconds(duration), wire(flag), attempt, secretsVersion))
                .map(rows -> rows.size() == 1 && rows.iterator().next().getBoolean("first"));
    }

    @Override
    public Uni<Boolean> probe(String integration, UUID attempt, Duration duration) {
        return pool.preparedQuery("""
                        UPDATE upstream_gate
                        SET prober = $2, paused_until = clock_timestamp() + make_interval(secs => $3)
                        WHERE integration = $1 AND probing AND paused_until <= clock_timestamp()
                        """)
                .execute(Tuple.of(integration, attempt, seconds(duration)))
                .map(rows -> rows.rowCount() > 0);
    }

    @Override
    public Uni<Void> open(String integration) {
        return pool.preparedQuery("""
                        UPDATE upstream_gate
                        SET probing = false, prober = NULL,
                            paused_until = CASE WHEN reason = 'retry_after' THEN paused_until ELSE '-infinity' END,
                            flag = CASE WHEN flag = 'verdicts' THEN flag END,
                            flagged_at = CASE WHEN flag = 'verdicts' THEN flagged_at END,
                            flagged_by = CASE WHEN flag = 'verdicts' THEN flagged_by END
                        WHERE integration = $1 AND (probing OR flag <> 'verdicts')
                        """).execute(Tuple.of(integration)).replaceWithVoid();
    }

    @Override
    public Uni<Void> answered(String integration) {
        return pool.preparedQuery("""
                        UPDATE upstream_gate
                        SET probing = false, prober = NULL,
                            paused_until = CASE WHEN reason = 'retry_after' THEN paused_until ELSE '-infinity' END
                        WHERE integration = $1 AND probing AND (flag IS NULL OR flag = 'verdicts')
                        """).execute(Tuple.of(integration)).replaceWithVoid();
    }

    @Override
    public Uni<VerdictSlot> verdictSlot(
            String integration, UUID attempt, long secretsVersion, int slots, Duration window) {
        return pool.preparedQuery("""
                        INSERT INTO upstream_gate AS g (integration, auth_host, verdicts, verdicts_since, secrets_version)
                        SELECT name, environment, 1, clock_timestamp(), $3 FROM integration WHERE name = $1
                        ON CONFLICT (integration, auth_host) DO UPDATE
                        SET verdicts = CASE WHEN g.verdicts_since <= clock_timestamp() - make_interval(secs => $5) THEN 1
                                            ELSE least(g.verdicts, $4) + 1 END,
                            verdicts_since = CASE WHEN g.verdicts_since <= clock_timestamp() - make_interval(secs => $5)
                                                  THEN clock_timestamp() ELSE g.verdicts_since END,
                            secrets_version = greatest(g.secrets_version, excluded.secrets_version),
                            (flag, flagged_at, flagged_by) = (
                              SELECT f.flag, f.flagged_at, f.flagged_by FROM (VALUES
                                (1, g.flag, g.flagged_at, g.flagged_by),
                                (2, 'verdicts', clock_timestamp(), $2)) AS f (rank, flag, flagged_at, flagged_by)
                              WHERE f.rank = CASE WHEN g.flag IS NULL AND g.verdicts >= $4
                                  AND g.verdicts_since > clock_timestamp() - make_interval(secs => $5) THEN 2 ELSE 1 END)
                        RETURNING verdicts <= $4 AS taken, coalesce(flagged_by = $2, false) AS first
                        """)
                .execute(Tuple.of(integration, attempt, secretsVersion, slots, seconds(window)))
                .map(rows -> rows.size() == 0
                        ? VerdictSlot.TAKEN
                        : slot(rows.iterator().next()));
    }

    private static VerdictSlot slot(Row row) {
        if (row.getBoolean("taken")) {
            return VerdictSlot.TAKEN;
        }
        return row.getBoolean("first") ? VerdictSlot.NONE_FLAGGED_NOW : VerdictSlot.NONE;
    }

    private static String wire(Flag flag) {
        return flag.name().toLowerCase(Locale.ROOT);
    }

    static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
