package io.countersign.ops;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import io.countersign.clock.MonotonicClock;
import io.countersign.database.DatabaseReach;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ApplicationNotRunning;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Tells operators that PostgreSQL is away or slow, also where nobody asks this replica for anything. */
@ApplicationScoped
class DatabaseWatch {
    private static final String AWAY = "countersign.database.away";

    private final Pool pool;
    private final DatabaseReach reach;
    private final StatementTimes times;
    private final MeterRegistry registry;
    private final List<Gauge> gauges;
    private final SlowDatabase slow;

    DatabaseWatch(Pool pool, DatabaseReach reach, StatementTimes times, MonotonicClock clock, MeterRegistry registry) {
        this.pool = pool;
        this.reach = reach;
        this.times = times;
        this.slow = new SlowDatabase(clock);
        this.registry = registry;
        this.gauges =
                List.of(Gauge.builder(AWAY, () -> reach.isAway() ? 1 : 0).register(registry), slow.gauge(registry));
    }

    /** The registry outlives an application that is started again in the same process. */
    @PreDestroy
    void forget() {
        gauges.forEach(registry::remove);
    }

    /** Judges the last minute, and asks the cheapest question: whether it is answered, the reach notes. Never fails. */
    @Scheduled(every = "10s", concurrentExecution = SKIP, skipExecutionIf = ApplicationNotRunning.class)
    Uni<Void> look() {
        slow.judge(times.taken());
        return reach.ask(() -> pool.query("SELECT 1").execute())
                .replaceWithVoid()
                .onFailure()
                .recoverWithNull();
    }
}
