package io.countersign.tenant;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ApplicationNotRunning;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jboss.logging.Logger;

/** How many tenants' keys are being replaced, and since when, as metrics of every replica. */
@ApplicationScoped
class KeyRotationFigures {
    private static final String UNDER_WAY = "countersign.tenant.key.rotations";
    private static final String OLDEST = "countersign.tenant.key.rotation.oldest";
    private static final Logger LOG = Logger.getLogger(KeyRotationFigures.class);

    private final Pool pool;
    private final MeterRegistry registry;
    private final List<Gauge> gauges;
    private volatile long underWay;
    private volatile double oldest;

    KeyRotationFigures(Pool pool, MeterRegistry registry) {
        this.pool = pool;
        this.registry = registry;
        this.gauges = List.of(
                Gauge.builder(UNDER_WAY, () -> underWay).register(registry),
                Gauge.builder(OLDEST, () -> oldest).baseUnit("seconds").register(registry));
    }

    /** The registry outlives an application that is started again in the same process. */
    @PreDestroy
    void forget() {
        gauges.forEach(registry::remove);
    }

    @Scheduled(every = "10s", concurrentExecution = SKIP, skipExecutionIf = ApplicationNotRunning.class)
    Uni<Void> look() {
        return pool.query("""
                        SELECT count(*) AS rotations,
                               coalesce(extract(epoch FROM clock_timestamp() - min(started_at)), 0)::float8 AS oldest
                        FROM tenant_key_rotation
                        """)
                .execute()
                .invoke(rows -> {
                    underWay = rows.iterator().next().getLong("rotations");
                    oldest = rows.iterator().next().getDouble("oldest");
                })
                .onFailure()
                .invoke(failure -> LOG.debug("The rotations of tenants' keys could not be counted", failure))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }
}
