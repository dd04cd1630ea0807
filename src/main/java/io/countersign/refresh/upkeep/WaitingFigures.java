package io.countersign.refresh.upkeep;

import io.countersign.clock.MonotonicClock;
import io.countersign.docusign.DocuSignReach;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** What waits for its renewal and what is in doubt, as metrics. Every replica counts the same rows. */
@ApplicationScoped
class WaitingFigures {
    /** The unit is part of the name: the two differ in nothing else. */
    private static final String OVERDUE_SECONDS = "countersign.refresh.overdue.seconds";

    private static final String OVERDUE = "countersign.refresh.overdue";
    private static final String UNSURE = "countersign.connections.unsure";

    /** So many of an integration's grant, and of what somebody has begun with, are looked at, the oldest first. */
    private static final int LOOKED_AT = 100;

    /** More are as alarming, and would only make each look longer: after a restore all may be. */
    private static final int UNSURE_COUNTED = 10_001;

    private final Pool pool;
    private final MeterRegistry registry;
    private final MonotonicClock monotonic;
    private final DocuSignReach docusign;
    private final DatabaseClock clock;
    private final List<Gauge> gauges;
    private volatile Overdue overdue = new Overdue(0, 0, 0);
    private volatile long unsure;

    WaitingFigures(Pool pool, MeterRegistry registry, MonotonicClock monotonic, DocuSignReach docusign) {
        this.pool = pool;
        this.registry = registry;
        this.monotonic = monotonic;
        this.docusign = docusign;
        this.clock = new DatabaseClock(registry);
        this.gauges = List.of(
                clock.gauge(),
                Gauge.builder(OVERDUE_SECONDS, () -> overdue.by(monotonic.nanoTime()))
                        .register(registry),
                Gauge.builder(OVERDUE, () -> overdue.connections()).register(registry),
                Gauge.builder(UNSURE, () -> unsure).register(registry));
    }

    /**
     * The registry outlives an application that is started again in the same process, and keeps whatever was registered
     * first.
     */
    @PreDestroy
    void forget() {
        gauges.forEach(registry::remove);
    }

    /**
     * Looks at the rows, and at the database's clock, which the same answer brings. Of what is due and nobody has begun
     * with, the integrations' queues have the oldest first; what somebody has begun with is anywhere in them, since it
     * was put back, and has an index of its own. What is held is not waited for: its flag tells why.
     */
    Uni<Void> look() {
        return Uni.createFrom().deferred(() -> {
            long asked = monotonic.nanoTime();
            return pool.preparedQuery("""
                            WITH waiting AS (
                              SELECT l.since
                              FROM integration i
                              CROSS JOIN (VALUES ('authorization_code'), ('jwt_bearer')) AS o (grant_type)
                              CROSS JOIN LATERAL (
                                SELECT greatest(t.due_at, t.held_until) AS since
                                FROM connection_token t
                                WHERE t.integration = i.name AND t.grant_type = o.grant_type
                                  AND t.due_at <= (SELECT clock_timestamp()) AND t.due_since IS NULL
                                  AND t.held_until <= (SELECT clock_timestamp())
                                  AND t.state IN ('active', 'consent_required')
                                ORDER BY t.due_at
                                LIMIT $1) AS l
                              UNION ALL
                              SELECT b.since
                              FROM (
                                SELECT greatest(t.due_since, t.held_until) AS since
                                FROM connection_token t
                                WHERE t.due_since IS NOT NULL AND t.due_at IS NOT NULL
                                  AND t.held_until <= (SELECT clock_timestamp())
                                  AND t.state IN ('active', 'consent_required')
                                ORDER BY t.due_since
                                LIMIT $1) AS b)
                            SELECT coalesce(extract(epoch FROM clock_timestamp() - min(w.since)), 0)::float8 AS longest,
                                   count(*) FILTER (WHERE w.since < clock_timestamp() - make_interval(secs => $2))
                                     AS long_due,
                                   (SELECT count(*)
                                    FROM (SELECT FROM connection_token t
                                          WHERE t.unsure AND t.state = 'active' LIMIT $3) AS u) AS unsure,
                                   clock_timestamp() AS said
                            FROM waiting w
                            """)
                    .execute(Tuple.of(LOOKED_AT, (double) Overdue.LONG, UNSURE_COUNTED))
                    .invoke(rows -> seen(rows.iterator().next(), asked))
                    .replaceWithVoid();
        });
    }

    private void seen(Row row, long asked) {
        clock.read(new DatabaseClock.Reading(
                asked, monotonic.nanoTime(), row.getOffsetDateTime("said").toInstant()));
        unsure = row.getLong("unsure");
        overdue = new Overdue(Math.max(0, row.getDouble("longest")), row.getLong("long_due"), asked);
        docusign.look(overdue.connections() > 0);
    }
}
