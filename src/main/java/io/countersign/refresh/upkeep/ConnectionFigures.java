package io.countersign.refresh.upkeep;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How many connections there are in which state, and how many near their end, as metrics. */
@ApplicationScoped
class ConnectionFigures {
    private static final String CONNECTIONS = "countersign.connections";
    private static final String EXPIRING = "countersign.connections.expiring";
    /** Tenants may bring integrations of their own, and each one is up to eight time series. */
    private static final int NAMED = 100;

    private static final List<Integer> WARNING_DAYS = List.of(1, 3, 7, 14);

    private final Pool pool;
    private final MeterRegistry registry;
    private final RowGauges connections;
    private final List<Gauge> gauges = new ArrayList<>();
    private volatile Map<Integer, Long> expiring = Map.of();

    ConnectionFigures(Pool pool, MeterRegistry registry) {
        this.pool = pool;
        this.registry = registry;
        this.connections = new RowGauges(CONNECTIONS, registry);
        WARNING_DAYS.forEach(days -> gauges.add(Gauge.builder(EXPIRING, () -> within(days))
                .tag("within", days + "d")
                .register(registry)));
    }

    /** The registry outlives an application that is started again in the same process. */
    @PreDestroy
    void forget() {
        gauges.forEach(registry::remove);
        connections.tell(Map.of());
    }

    /** Counts all connections. */
    Uni<Void> count() {
        return count(NAMED);
    }

    /**
     * Both counts read an index and no row: the active ones are the rest, for their own rows change with each renewal,
     * and whoever counted those would read many of them.
     *
     * @param named so many integrations, the largest, are told by name, and the others together as {@code *}
     */
    Uni<Void> count(int named) {
        return pool.preparedQuery("""
                        WITH sizes AS (
                          SELECT c.integration, count(*) AS number,
                                 CASE WHEN row_number() OVER (ORDER BY count(*) DESC, c.integration) <= $1
                                      THEN c.integration ELSE '*' END AS shown
                          FROM connection c
                          GROUP BY c.integration),
                        others AS (
                          SELECT t.integration, t.state, t.reason, count(*) AS number
                          FROM connection_token t
                          WHERE t.state <> 'active'
                          GROUP BY t.integration, t.state, t.reason)
                        SELECT s.shown AS integration, o.state, coalesce(o.reason, 'none') AS reason,
                               sum(o.number)::bigint AS number
                        FROM others o JOIN sizes s ON s.integration = o.integration
                        GROUP BY 1, 2, 3
                        UNION ALL
                        SELECT s.shown, 'active', 'none', sum(s.number - coalesce(n.number, 0))::bigint
                        FROM sizes s
                        LEFT JOIN (SELECT o.integration, sum(o.number) AS number
                                   FROM others o GROUP BY o.integration) AS n ON n.integration = s.integration
                        GROUP BY s.shown
                        """)
                .execute(Tuple.of(named))
                .invoke(rows -> connections.tell(numbers(rows)))
                .replaceWithVoid();
    }

    private static Map<Tags, Number> numbers(RowSet<Row> rows) {
        Map<Tags, Number> numbers = new HashMap<>();
        rows.forEach(row -> numbers.put(
                Tags.of(
                        "integration", row.getString("integration"),
                        "state", row.getString("state"),
                        "reason", row.getString("reason")),
                row.getLong("number")));
        return numbers;
    }

    /** Counts the active connections by the last warning that was given of them. */
    Uni<Void> countExpiring() {
        return pool.query("""
                        SELECT warned_days, count(*) AS connections
                        FROM connection_token
                        WHERE state = 'active' AND warned_days IS NOT NULL
                        GROUP BY warned_days
                        """).execute().invoke(rows -> expiring = byDays(rows)).replaceWithVoid();
    }

    private static Map<Integer, Long> byDays(RowSet<Row> rows) {
        Map<Integer, Long> counts = new TreeMap<>();
        rows.forEach(row -> counts.put((int) row.getShort("warned_days"), row.getLong("connections")));
        return counts;
    }

    /** Whoever expires within a day does so within three, too. */
    private double within(int days) {
        return expiring.entrySet().stream()
                .filter(level -> level.getKey() <= days)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
