package io.countersign.refresh;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.database.Seconds;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The gate in PostgreSQL: one row per integration and environment, made when it is first closed. A flag that begins or ends is an event in the audit
 * trail, written with the change.
 */
@ApplicationScoped
class PostgresUpstreamGate implements UpstreamGate {
    private final Pool pool;
    private final AuditTrail audit;

    PostgresUpstreamGate(Pool pool, AuditTrail audit) {
        this.pool = pool;
        this.audit = audit;
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
                .execute(Tuple.of(integration, Seconds.of(duration)))
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
                            reason = CASE
                              WHEN g.reason = 'retry_after' AND g.paused_until > clock_timestamp() THEN g.reason
                              WHEN g.reason = 'client_refused' AND g.probing AND g.secrets_version >=
                                (SELECT i.secrets_version FROM integration i WHERE i.name = g.integration) THEN g.reason
                              ELSE 'breaker' END
                        """)
                .execute(Tuple.of(integration, Seconds.of(duration)))
                .replaceWithVoid();
    }

    /** Which secrets are known is left as it was: what was refused with former ones is still to be found by {@link DueQueue#revive}. */
    @Override
    public Uni<ClientRefusal> refuseClient(
            String integration, UUID attempt, Flag flag, long secretsVersion, Duration duration) {
        return pool.withTransaction(transaction -> transaction
                .preparedQuery("""
                        INSERT INTO upstream_gate AS g (integration, auth_host, paused_until, reason, probing,
                            flag, flagged_at, flagged_by, secrets_version)
                        SELECT name, environment, clock_timestamp() + make_interval(secs => $2), 'client_refused', true,
                               $3, clock_timestamp(), $4, $5
                        FROM integration WHERE name = $1 AND secrets_version <= $5
                        ON CONFLICT (integration, auth_host) DO UPDATE
                        SET paused_until = greatest(g.paused_until, excluded.paused_until), probing = true, prober = NULL,
                            reason = CASE WHEN g.reason = 'retry_after' AND g.paused_until > clock_timestamp() THEN g.reason
                                          ELSE 'client_refused' END,
                            flag = excluded.flag,
                            flagged_at = CASE WHEN g.flag = 'verdicts' THEN excluded.flagged_at
                                              ELSE coalesce(g.flagged_at, excluded.flagged_at) END,
                            flagged_by = CASE WHEN g.flag = 'verdicts' THEN excluded.flagged_by
                                              ELSE coalesce(g.flagged_by, excluded.flagged_by) END,
                            secrets_version = coalesce(g.secrets_version, excluded.secrets_version)
                        WHERE g.secrets_version IS NULL OR g.secrets_version <= $5
                        RETURNING flagged_by = $4 AS first
                        """)
                .execute(Tuple.of(integration, Seconds.of(duration), wire(flag), attempt, secretsVersion))
                .map(rows -> rows.size() == 0
                        ? ClientRefusal.OUTDATED
                        : rows.iterator().next().getBoolean("first") ? ClientRefusal.FIRST : ClientRefusal.KNOWN)
                .call(refusal -> refusal == ClientRefusal.FIRST
                        ? flagged(transaction, integration, flag)
                        : Uni.createFrom().voidItem()));
    }

    /** Whoever was the probe before has had its chance: a pause that began since is not skipped. */
    @Override
    public Uni<Boolean> probe(String integration, UUID attempt, Duration duration) {
        return pool.preparedQuery("""
                        UPDATE upstream_gate
                        SET prober = $2, paused_until = clock_timestamp() + make_interval(secs => $3),
                            reason = CASE WHEN reason = 'client_refused' THEN reason ELSE 'breaker' END
                        WHERE integration = $1 AND probing AND paused_until <= clock_timestamp()
                        """)
                .execute(Tuple.of(integration, attempt, Seconds.of(duration)))
                .map(rows -> rows.rowCount() > 0);
    }

    @Override
    public Uni<Void> open(String integration) {
        return pool.withTransaction(transaction -> transaction
                .preparedQuery("""
                        UPDATE upstream_gate g
                        SET probing = false, prober = NULL,
                            paused_until = CASE WHEN g.reason = 'retry_after' THEN g.paused_until ELSE '-infinity' END,
                            flag = CASE WHEN g.flag = 'verdicts' THEN g.flag END,
                            flagged_at = CASE WHEN g.flag = 'verdicts' THEN g.flagged_at END,
                            flagged_by = CASE WHEN g.flag = 'verdicts' THEN g.flagged_by END
                        FROM (SELECT auth_host, flag FROM upstream_gate WHERE integration = $1 FOR UPDATE) AS before
                        WHERE g.integration = $1 AND g.auth_host = before.auth_host AND (g.probing OR g.flag <> 'verdicts')
                        RETURNING nullif(before.flag, 'verdicts') AS ended
                        """)
                .execute(Tuple.of(integration))
                .chain(rows -> unflagged(
                        transaction,
                        integration,
                        rows.size() == 0 ? null : rows.iterator().next())));
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

    /**
     * What an earlier verdict was found with stays until {@link DueQueue#revive} has seen to it. The integration's version is that of the statement's
     * snapshot; where the statement had to wait for the row, only the row itself tells that it has been seen to meanwhile.
     */
    @Override
    public Uni<Boolean> noteVerdict(String integration, long secretsVersion) {
        return pool.preparedQuery("""
                        INSERT INTO upstream_gate AS g (integration, auth_host, secrets_version)
                        SELECT name, environment, $2
                        FROM integration WHERE name = $1 AND secrets_version <= $2
                        ON CONFLICT (integration, auth_host) DO UPDATE
                        SET secrets_version = coalesce(g.secrets_version, excluded.secrets_version)
                        WHERE g.secrets_version IS NULL OR g.secrets_version <= $2
                        """)
                .execute(Tuple.of(integration, secretsVersion))
                .map(rows -> rows.rowCount() == 1);
    }

    /**
     * Counts up to one more than there are slots: that one tells that somebody went without. The flag ends with the next count that begins after ten
     * quiet minutes; which secrets are known is left as it was, so that a new one is still news to {@link DueQueue#revive}.
     */
    @Override
    public Uni<VerdictSlot> verdictSlot(
            String integration, UUID attempt, long secretsVersion, int slots, Duration window) {
        return pool.withTransaction(transaction -> transaction
                .preparedQuery("""
                        WITH before AS (SELECT flag FROM upstream_gate WHERE integration = $1 FOR UPDATE)
                        INSERT INTO upstream_gate AS g (integration, auth_host, verdicts, verdicts_since, secrets_version)
                        SELECT i.name, i.environment, 1, clock_timestamp(), $3
                        FROM integration i LEFT JOIN before ON true WHERE i.name = $1 AND i.secrets_version <= $3
                        LIMIT 1
                        ON CONFLICT (integration, auth_host) DO UPDATE
                        SET verdicts = CASE WHEN g.verdicts_since <= clock_timestamp() - make_interval(secs => $5) THEN 1
                                            ELSE least(g.verdicts, $4) + 1 END,
                            verdicts_since = CASE WHEN g.verdicts_since <= clock_timestamp() - make_interval(secs => $5)
                                                  THEN clock_timestamp() ELSE g.verdicts_since END,
                            secrets_version = coalesce(g.secrets_version, excluded.secrets_version),
                            (flag, flagged_at, flagged_by) = (
                              SELECT f.flag, f.flagged_at, f.flagged_by FROM (VALUES
                                ('as it was', g.flag, g.flagged_at, g.flagged_by),
                                ('begins', 'verdicts', clock_timestamp(), $2),
                                ('ends', NULL, NULL, NULL)) AS f (what, flag, flagged_at, flagged_by)
                              WHERE f.what = CASE
                                WHEN g.verdicts_since > clock_timestamp() - make_interval(secs => $5)
                                  THEN CASE WHEN g.flag IS NULL AND g.verdicts >= $4 THEN 'begins' ELSE 'as it was' END
                                WHEN g.flag = 'verdicts'
                                  AND (g.verdicts <= $4 OR g.verdicts_since <= clock_timestamp() - 2 * make_interval(secs => $5))
                                  THEN 'ends'
                                ELSE 'as it was' END)
                        WHERE g.secrets_version IS NULL OR g.secrets_version <= $3
                        RETURNING verdicts <= $4 AS taken, coalesce(flagged_by = $2, false) AS first,
                                  CASE WHEN flag IS NULL THEN (SELECT b.flag FROM before b WHERE b.flag = 'verdicts') END AS ended
                        """)
                .execute(Tuple.of(integration, attempt, secretsVersion, slots, Seconds.of(window)))
                .chain(rows -> rows.size() == 0
                        ? Uni.createFrom().item(VerdictSlot.OUTDATED)
                        : slot(transaction, integration, rows.iterator().next())));
    }

    private Uni<VerdictSlot> slot(SqlConnection transaction, String integration, Row row) {
        VerdictSlot slot = slot(row);
        return slot == VerdictSlot.NONE_FLAGGED_NOW
                ? flagged(transaction, integration, Flag.VERDICTS).replaceWith(slot)
                : unflagged(transaction, integration, row).replaceWith(slot);
    }

    private static VerdictSlot slot(Row row) {
        if (row.getBoolean("taken")) {
            return VerdictSlot.TAKEN;
        }
        return row.getBoolean("first") ? VerdictSlot.NONE_FLAGGED_NOW : VerdictSlot.NONE;
    }

    private Uni<Void> flagged(SqlConnection transaction, String integration, Flag flag) {
        return audit.record(
                transaction,
                AuditEvent.of(
                        "integration.flagged",
                        AuditEvent.COUNTERSIGN,
                        Map.of("integration", integration, "reason", wire(flag))));
    }

    private Uni<Void> unflagged(SqlConnection transaction, String integration, @Nullable Row row) {
        String ended = row == null ? null : row.getString("ended");
        return ended == null
                ? Uni.createFrom().voidItem()
                : audit.record(
                        transaction,
                        AuditEvent.of(
                                "integration.unflagged",
                                AuditEvent.COUNTERSIGN,
                                Map.of("integration", integration, "reason", ended)));
    }

    private static String wire(Flag flag) {
        return flag.name().toLowerCase(Locale.ROOT);
    }
}
