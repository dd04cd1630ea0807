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
 * The gate in PostgreSQL: one row per integration, environment and grant, made when it is first closed. A flag that
 * begins or ends is an event in the audit trail, written with the change.
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
    public Uni<Void> pause(GateKey key, Duration duration) {
        return pool.preparedQuery("""
                        INSERT INTO upstream_gate AS g (integration, auth_host, grant_type, paused_until, reason)
                        SELECT name, environment, $2, clock_timestamp() + make_interval(secs => $3), 'retry_after'
                        FROM integration WHERE name = $1
                        ON CONFLICT (integration, auth_host, grant_type) DO UPDATE
                        SET paused_until = greatest(g.paused_until, excluded.paused_until), reason = 'retry_after',
                            prober = NULL
                        """)
                .execute(of(key).addDouble(Seconds.of(duration)))
                .replaceWithVoid();
    }

    /**
     * Says once more what {@code closed_gate} says of former secrets: the view would show the row as the statement's
     * snapshot has it, and what counts is the row as it is once its lock is held.
     */
    @Override
    public Uni<Void> trip(GateKey key, Duration duration) {
        return pool.preparedQuery("""
                        INSERT INTO upstream_gate AS g (integration, auth_host, grant_type, paused_until, reason,
                            probing)
                        SELECT name, environment, $2, clock_timestamp() + make_interval(secs => $3), 'breaker', true
                        FROM integration WHERE name = $1
                        ON CONFLICT (integration, auth_host, grant_type) DO UPDATE
                        SET paused_until = greatest(g.paused_until, excluded.paused_until), probing = true,
                            prober = NULL,
                            reason = CASE
                              WHEN g.reason = 'retry_after' AND g.paused_until > clock_timestamp() THEN g.reason
                              WHEN g.reason = 'client_refused' AND g.probing AND g.secrets_version >=
                                (SELECT i.secrets_version FROM integration i WHERE i.name = g.integration) THEN g.reason
                              ELSE 'breaker' END
                        """)
                .execute(of(key).addDouble(Seconds.of(duration)))
                .replaceWithVoid();
    }

    /**
     * Which secrets are known is left as it was: what was refused with former ones is still to be found by
     * {@code DueQueue.revive}.
     */
    @Override
    public Uni<ClientRefusal> refuseClient(
            GateKey key, UUID attempt, Flag flag, long secretsVersion, Duration duration) {
        return pool.withTransaction(transaction -> transaction
                .preparedQuery("""
                        INSERT INTO upstream_gate AS g (integration, auth_host, grant_type, paused_until, reason,
                            probing, flag, flagged_at, flagged_by, secrets_version)
                        SELECT name, environment, $2, clock_timestamp() + make_interval(secs => $3), 'client_refused',
                               true, $4, clock_timestamp(), $5, $6
                        FROM integration WHERE name = $1 AND secrets_version <= $6
                        ON CONFLICT (integration, auth_host, grant_type) DO UPDATE
                        SET paused_until = greatest(g.paused_until, excluded.paused_until), probing = true,
                            prober = NULL,
                            reason = CASE WHEN g.reason = 'retry_after' AND g.paused_until > clock_timestamp()
                                THEN g.reason
                                          ELSE 'client_refused' END,
                            flag = excluded.flag,
                            flagged_at = coalesce(g.flagged_at, excluded.flagged_at),
                            flagged_by = coalesce(g.flagged_by, excluded.flagged_by),
                            secrets_version = coalesce(g.secrets_version, excluded.secrets_version)
                        WHERE g.secrets_version IS NULL OR g.secrets_version <= $6
                        RETURNING flagged_by = $5 AS first
                        """)
                .execute(of(key).addDouble(Seconds.of(duration))
                        .addString(IntegrationFlags.wire(flag))
                        .addUUID(attempt)
                        .addLong(secretsVersion))
                .map(rows -> rows.size() == 0
                        ? ClientRefusal.OUTDATED
                        : rows.iterator().next().getBoolean("first") ? ClientRefusal.FIRST : ClientRefusal.KNOWN)
                .call(refusal -> refusal == ClientRefusal.FIRST
                        ? flags.begins(transaction, key.integration(), flag)
                        : Uni.createFrom().voidItem()));
    }

    /** Whoever was the probe before has had its chance: a pause that began since is not skipped. */
    @Override
    public Uni<Boolean> probe(GateKey key, UUID attempt, Duration duration) {
        return pool.preparedQuery("""
                        UPDATE upstream_gate
                        SET prober = $3, paused_until = clock_timestamp() + make_interval(secs => $4),
                            reason = CASE WHEN reason = 'client_refused' THEN reason ELSE 'breaker' END
                        WHERE integration = $1 AND grant_type = $2 AND probing AND paused_until <= clock_timestamp()
                        """)
                .execute(of(key).addUUID(attempt).addDouble(Seconds.of(duration)))
                .map(rows -> rows.rowCount() > 0);
    }

    @Override
    public Uni<Void> open(GateKey key) {
        return pool.withTransaction(transaction -> transaction
                .preparedQuery("""
                        UPDATE upstream_gate g
                        SET probing = false, prober = NULL,
                            paused_until = CASE WHEN g.reason = 'retry_after' THEN g.paused_until ELSE '-infinity' END,
                            flag = NULL, flagged_at = NULL, flagged_by = NULL
                        FROM (SELECT auth_host, flag FROM upstream_gate WHERE integration = $1 AND grant_type = $2
                              FOR UPDATE) AS before
                        WHERE g.integration = $1 AND g.grant_type = $2 AND g.auth_host = before.auth_host
                          AND (g.probing OR g.flag IS NOT NULL)
                        RETURNING before.flag AS ended
                        """)
                .execute(of(key))
                .map(rows -> rows.size() == 0 ? null : rows.iterator().next().getString("ended"))
                .chain(ended -> ended == null
                        ? Uni.createFrom().voidItem()
                        : flags.ends(transaction, key.integration(), IntegrationFlags.named(ended))));
    }

    @Override
    public Uni<Void> answered(GateKey key) {
        return pool.preparedQuery("""
                        UPDATE upstream_gate
                        SET probing = false, prober = NULL,
                            paused_until = CASE WHEN reason = 'retry_after' THEN paused_until ELSE '-infinity' END
                        WHERE integration = $1 AND grant_type = $2 AND probing AND flag IS NULL
                        """).execute(of(key)).replaceWithVoid();
    }

    @Override
    public Uni<Boolean> noteVerdict(GateKey key, long secretsVersion) {
        return note(pool, key, secretsVersion).map(rows -> rows.size() == 1);
    }

    /**
     * Which secrets are known is left as it was, so that a new one is still news to {@code DueQueue.revive}. The note's
     * lock lets one count at a time.
     */
    @Override
    public Uni<VerdictSlot> verdictSlot(GateKey key, UUID attempt, long secretsVersion, int slots, Duration window) {
        return pool.withTransaction(transaction -> note(transaction, key, secretsVersion)
                .chain(rows -> rows.size() == 0
                        ? Uni.createFrom().item(VerdictSlot.OUTDATED)
                        : verdictSlots.take(
                                transaction,
                                key,
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
    private static Uni<RowSet<Row>> note(SqlClient client, GateKey key, long secretsVersion) {
        return client.preparedQuery("""
                        INSERT INTO upstream_gate AS g (integration, auth_host, grant_type, secrets_version)
                        SELECT name, environment, $2, $3
                        FROM integration WHERE name = $1 AND secrets_version <= $3
                        ON CONFLICT (integration, auth_host, grant_type) DO UPDATE
                        SET secrets_version = coalesce(g.secrets_version, excluded.secrets_version)
                        WHERE g.secrets_version IS NULL OR g.secrets_version <= $3
                        RETURNING g.flag IS NOT NULL AS flagged
                        """).execute(of(key).addLong(secretsVersion));
    }

    static Tuple of(GateKey key) {
        return Tuple.tuple().addString(key.integration()).addString(key.grant().wireName());
    }
}
