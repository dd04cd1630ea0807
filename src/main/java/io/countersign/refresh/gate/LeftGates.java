package io.countersign.refresh.gate;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

/** The gates in front of an app that its integration has left: what they say is nothing of another app. */
@ApplicationScoped
public class LeftGates {

    /**
     * Opens them, which ends their flags, within a transaction that holds the integration's row. In whichever
     * environment: one that was left before may have been closed by a late answer since. Whoever holds a gate's row
     * waits for no integration; who makes one now waits, and this does not see it.
     */
    public Uni<Void> forget(SqlConnection transaction, String integration) {
        // The counts go with the gates; the statement still sees them.
        return transaction.preparedQuery("""
                        WITH gone AS (
                          DELETE FROM upstream_gate WHERE integration = $1 RETURNING flag),
                        exchange AS (
                          DELETE FROM exchange_flag WHERE integration = $1 RETURNING reason)
                        SELECT count(record_event('integration.unflagged', 'countersign', NULL, NULL,
                                 jsonb_build_object('integration', $1::text, 'reason', f.flag)))
                        FROM (SELECT flag FROM gone
                              UNION ALL
                              SELECT reason FROM exchange
                              UNION ALL
                              SELECT 'verdicts' FROM verdict_count
                              WHERE integration = $1 AND flagged_by IS NOT NULL) AS f
                        WHERE f.flag IS NOT NULL
                        """).execute(Tuple.of(integration)).replaceWithVoid();
    }
}
