package io.countersign.refresh.gate;

import io.countersign.database.Seconds;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.UUID;

/**
 * The gate in PostgreSQL: one row per integration and environment, made when it is first closed. A flag that begins or
 * ends is an event in the audit trail, written with the change.
 */
@ApplicationScoped
class PostgresUpstreamGate implements UpstreamGate {
    private final Pool pool;
    private final PostgresVerdictSlots verdictSlots;
    private final IntegrationFlags flags;

    PostgresUpstreamGate(Pool pool, PostgresVerdictSlots verdictSlots, IntegrationFlags flags) {
        this.pool = pool;
        this.verdictSlots = verdictSlots;
        this.flags = flags;
    }

    @Override
    public Uni<Void> pause(String integration, Duration duration) {
        return pool.preparedQuery("""
                        INSERT INTO upstream_gate AS g (integration, auth_host, paused_until, reason)
                        SELECT name, environment, clock_timestamp() + make_interval(secs => $2), 'retry_after'
                        FROM integration WHERE name = $1
                        ON CONFLICT (integration, auth_host) DO UPDATE
                        SET paused_until = greatest(g.paused_until, excluded.paused_until), reason = 'retry_after',
                            prober = NULL
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
                        SET paused_until = greatest(g.paused_until, excluded.paused_until), probing = true,
                            prober = NULL,
                            reason = CASE
                              WHEN g.reason = 'retry_after' AND g.paused_until > clock_timestamp() THEN g.reason
                              WHEN g.reason = 'client_refused' AND g.probing AND g.secrets_version >=
                                (SELECT i.secrets_version FROM integration i WHERE i.name = g.integration) THEN g.reason
                              ELSE 'breaker' END
                        """)
                .execute(Tuple.of(integration, Seconds.of(duration)))
                .replaceWithVoid();
    }

    /**
     * Which secrets are known is left as it was: what was refused with former ones is still to be found by
     * {@code DueQueue.revive}.
     */
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
                        SET paused_until = greatest(g.paused_until, excluded.paused_until), probing = true,
                            prober = NULL,
                            reason = CASE WHEN g.reason = 'retry_after' AND g.paused_until > clock_timestamp()
                                THEN g.reason
                                          ELSE 'client_refused' END,
                            flag = excluded.flag,
                            flagged_at = coalesce(g.flagged_at, excluded.flagged_at),
                            flagged_by = coalesce(g.flagged_by, excluded.flagged_by),
                            secrets_version = coalesce(g.secrets_version, excluded.secrets_version)
                        WHERE g.secrets_version IS NULL OR g.secrets_version <= $5
                        RETURNING flagged_by = $4 AS first
                        """)
                .execute(Tuple.of(
                        integration, Seconds.of(duration), IntegrationFlags.wire(flag), attempt, secretsVersion))
                .map(rows -> rows.size() == 0
                        ? ClientRefusal.OUTDATED
                        : rows.iterator().next().getBoolean("first") ? ClientRefusal.FIRST : ClientRefusal.KNOWN)
                .call(refusal -> refusal == ClientRefusal.FIRST
                        ? flags.begins(transaction, integration, flag)
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
                            flag = NULL, flagged_at = NULL, flagged_by = NULL
                        FROM (SELECT auth_host, flag FROM upstream_gate WHERE integration = $1 FOR UPDATE) AS before
                        WHERE g.integration = $1 AND g.auth_host = before.auth_host
                          AND (g.probing OR g.flag IS NOT NULL)
                        RETURNING before.flag AS ended
                        """)
                .execute(Tuple.of(integration))
                .map(rows -> rows.size() == 0 ? null : rows.iterator().next().getString("ended"))
                .chain(ended -> ended == null
                        ? Uni.createFrom().voidItem()
                        : flags.ends(transaction, integration, IntegrationFlags.named(ended))));
    }

    @Override
    public Uni<Void> answered(String integration) {
        return pool.preparedQuery("""
                        UPDATE upstream_gate
                        SET probing = false, prober = NULL,
                            paused_until = CASE WHEN reason = 'retry_after' THEN paused_until ELSE '-infinity' END
                        WHERE integration = $1 AND probing AND flag IS NULL
                        """).execute(Tuple.of(integration)).replaceWithVoid();
    }

    @Override
    public Uni<Boolean> noteVerdict(String integration, long secretsVersion) {
        return note(pool, integration, secretsVersion).map(rows -> rows.size() == 1);
    }

    /**
     * Which secrets are known is left as it was, so that a new one is still news to {@code DueQueue.revive}. The note's
     * lock lets one count at a time.
     */
    @Override
    public Uni<VerdictSlot> verdictSlot(
            String integration, UUID attempt, long secretsVersion, int slots, Duration window) {
        return pool.withTransaction(transaction -> note(transaction, integration, secretsVersion)
                .chain(rows -> rows.size() == 0
                        ? Uni.createFrom().item(VerdictSlot.OUTDATED)
                        : verdictSlots.take(
                                transaction,
                                integration,
                                attempt,
                                rows.iterator().next().getBoolean("flagged"),
                                slots,
                                window)));
    }

    /**
     * What an earlier verdict was found with stays until {@code DueQueue.revive} has seen to it. The integration's
     * version is that of the statement's snapshot; where the statement had to wait for the row, only the row itself
     * tells that it has been seen to meanwhile.
     */
    private static Uni<RowSet<Row>> note(SqlClient client, String integration, long secretsVersion) {
        return client.preparedQuery("""
                        INSERT INTO upstream_gate AS g (integration, auth_host, secrets_version)
                        SELECT name, environment, $2
                        FROM integration WHERE name = $1 AND secrets_version <= $2
                        ON CONFLICT (integration, auth_host) DO UPDATE
                        SET secrets_version = coalesce(g.secrets_version, excluded.secrets_version)
                        WHERE g.secrets_version IS NULL OR g.secrets_version <= $2
                        RETURNING g.flag IS NOT NULL AS flagged
                        """).execute(Tuple.of(integration, secretsVersion));
    }
}
