package io.countersign.refresh.upkeep;

import io.countersign.clock.MonotonicClock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the background's queue looks like, as metrics. Every replica counts the same rows. */
@ApplicationScoped
class RefreshFigures {
    private static final String CLAIMS = "countersign.refresh.claims";
    private static final String DUE_LAG = "countersign.refresh.due.lag";
    private static final String TIME_TO_EXPIRY = "countersign.refresh.time.to.expiry";
    private static final String UNSURE = "countersign.connections.unsure";
    private static final String EXPIRING = "countersign.connections.expiring";

    /** In seconds: expired, the least that issuing promises, the margin of renewals, and hours up to a whole life. */
    private static final double[] EXPIRY_BUCKETS = {1, 60, 600, 1800, 3600, 7200, 14_400, 28_800};

    private static final List<Integer> WARNING_DAYS = List.of(1, 3, 7, 14);

    /**
     * A claimed connection.
     *
     * @param overdue seconds since it was due
     * @param accessLeft seconds until its access token expires; negative once it has
     */
    record Claimed(double overdue, double accessLeft) {}

    private final Pool pool;
    private final MeterRegistry registry;
    private final List<Gauge> gauges = new ArrayList<>();
    private final Counter claims;
    private final DistributionSummary timeToExpiry;
    private final DatabaseClock clock;
    private final MonotonicClock monotonic;
    private volatile double dueLag;
    private volatile long unsure;
    private volatile Map<Integer, Long> expiring = Map.of();

    RefreshFigures(Pool pool, MeterRegistry registry, MonotonicClock monotonic) {
        this.pool = pool;
        this.claims = registry.counter(CLAIMS);
        this.timeToExpiry = DistributionSummary.builder(TIME_TO_EXPIRY)
                .baseUnit("seconds")
                .serviceLevelObjectives(EXPIRY_BUCKETS)
                .register(registry);
        this.registry = registry;
        this.monotonic = monotonic;
        this.clock = new DatabaseClock(registry);
        gauges.add(clock.gauge());
        gauges.add(Gauge.builder(DUE_LAG, () -> dueLag).baseUnit("seconds").register(registry));
        gauges.add(Gauge.builder(UNSURE, () -> unsure).register(registry));
        WARNING_DAYS.forEach(days -> gauges.add(Gauge.builder(EXPIRING, () -> within(days))
                .tag("within", days + "d")
                .register(registry)));
    }

    /**
     * The registry outlives an application that is started again in the same process, and keeps whatever was registered
     * first.
     */
    @PreDestroy
    void forget() {
        gauges.forEach(registry::remove);
    }

    /** One claim's connections, the longest due first; none if nothing was due. Does not fail. */
    void claimed(List<Claimed> connections) {
        claims.increment(connections.size());
        dueLag = connections.isEmpty() ? 0 : connections.getFirst().overdue();
        connections.forEach(connection -> timeToExpiry.record(Math.max(0, connection.accessLeft())));
    }

    /**
     * Counts the connections whose refresh token may have been spent by an attempt that nobody heard the end of, and
     * looks at the database's clock, which the same answer brings.
     */
    Uni<Void> countUnsure() {
        return Uni.createFrom().deferred(() -> {
            long asked = monotonic.nanoTime();
            return pool.query("SELECT count(*), clock_timestamp() FROM connection_token WHERE unsure"
                            + " AND state = 'active'")
                    .execute()
                    .invoke(rows -> {
                        Row row = rows.iterator().next();
                        unsure = row.getLong(0);
                        clock.read(new DatabaseClock.Reading(
                                asked,
                                monotonic.nanoTime(),
                                row.getOffsetDateTime(1).toInstant()));
                    })
                    .replaceWithVoid();
        });
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
