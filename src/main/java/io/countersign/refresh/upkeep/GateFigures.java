package io.countersign.refresh.upkeep;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;

/**
 * How the gates in front of DocuSign stand, and which integrations are flagged, as metrics: every replica tells what
 * stands in the rows, whoever wrote it. A gate that was never closed has no row and no series.
 */
@ApplicationScoped
class GateFigures {
    private static final String GATE = "countersign.refresh.gate";
    private static final String FLAGGED = "countersign.integrations.flagged";

    private final Pool pool;
    private final RowGauges gates;
    private final RowGauges flags;

    GateFigures(Pool pool, MeterRegistry registry) {
        this.pool = pool;
        this.gates = new RowGauges(GATE, registry);
        this.flags = new RowGauges(FLAGGED, registry);
    }

    /** The registry outlives an application that is started again in the same process. */
    @PreDestroy
    void forget() {
        gates.tell(Map.of());
        flags.tell(Map.of());
    }

    /**
     * Looks at the rows. Closed gates come first, should there be more than anybody looks at: 0 is open, 1 paused, 2
     * lets one attempt at a time through. Where nothing waits, nobody goes first, perhaps for hours: that is no 2.
     */
    Uni<Void> look() {
        return pool.query("""
                        (SELECT false AS flag, g.integration, g.auth_host AS environment, g.grant_type AS label,
                                CASE WHEN c.integration IS NULL THEN 0
                                     WHEN c.paused_until > clock_timestamp() AND g.prober IS NULL THEN 1
                                     WHEN EXISTS (SELECT FROM connection_token t
                                                  WHERE t.integration = g.integration
                                                    AND t.grant_type = g.grant_type
                                                    AND t.due_at <= (SELECT clock_timestamp())
                                                    AND t.held_until <= (SELECT clock_timestamp()))
                                       OR (g.integration, g.grant_type) IN (
                                            SELECT t.integration, t.grant_type
                                            FROM connection_token t
                                            WHERE t.due_since IS NOT NULL AND t.due_at IS NOT NULL
                                              AND t.held_until <= (SELECT clock_timestamp())
                                            ORDER BY t.due_since
                                            LIMIT 1000) THEN 2
                                     ELSE 0 END AS standing
                         FROM upstream_gate g
                         JOIN integration i ON i.name = g.integration AND i.environment = g.auth_host
                         LEFT JOIN closed_gate c ON c.integration = g.integration AND c.grant_type = g.grant_type
                         ORDER BY c.integration IS NULL, g.integration, g.grant_type
                         LIMIT 400)
                        UNION ALL
                        (SELECT true, f.integration, NULL, f.reason, 1
                         FROM (SELECT integration, reason FROM grant_flag
                               UNION
                               SELECT e.integration, e.reason
                               FROM exchange_flag e JOIN integration i ON i.name = e.integration
                               WHERE e.secrets_version >= i.secrets_version) AS f
                         ORDER BY f.integration, f.reason
                         LIMIT 400)
                        """)
                .execute()
                .invoke(rows -> {
                    Map<Tags, Number> standing = new HashMap<>();
                    Map<Tags, Number> flagged = new HashMap<>();
                    rows.forEach(row -> {
                        if (row.getBoolean("flag")) {
                            flagged.put(tags(row, "reason", Tags.empty()), row.getInteger("standing"));
                        } else {
                            standing.put(tags(row, "grant", environment(row)), row.getInteger("standing"));
                        }
                    });
                    gates.tell(standing);
                    flags.tell(flagged);
                })
                .replaceWithVoid();
    }

    private static Tags environment(Row row) {
        return Tags.of("environment", row.getString("environment"));
    }

    private static Tags tags(Row row, String label, Tags more) {
        return more.and("integration", row.getString("integration"), label, row.getString("label"));
    }
}
