package io.countersign.trail;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import io.countersign.audit.StoredEvents;
import io.countersign.database.DatabaseReach;
import io.countersign.database.OneComplaint;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ApplicationNotRunning;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/**
 * For how long events have been waiting to be seen, as a metric. The trail shows none that a running transaction could
 * still come before, and that may be any of the whole server, in other databases too: whoever forgets one there holds
 * back readers, followers and seals.
 */
@ApplicationScoped
class HeldBack {
    private static final String HELD_BACK = "countersign.audit.held.back";

    private final StoredEvents events;
    private final DatabaseReach database;
    private final MeterRegistry registry;
    private final Gauge gauge;
    private final OneComplaint complaint = new OneComplaint("Looking for audit events that are held back");
    private volatile Duration oldest = Duration.ZERO;

    HeldBack(StoredEvents events, DatabaseReach database, MeterRegistry registry) {
        this.events = events;
        this.database = database;
        this.registry = registry;
        this.gauge = Gauge.builder(HELD_BACK, () -> oldest.toMillis() / 1000.0)
                .baseUnit("seconds")
                .register(registry);
    }

    /** The registry outlives an application that is started again in the same process. */
    @PreDestroy
    void forget() {
        registry.remove(gauge);
    }

    @Scheduled(every = "15s", concurrentExecution = SKIP, skipExecutionIf = ApplicationNotRunning.class)
    Uni<Void> look() {
        return database.isAway()
                ? Uni.createFrom().voidItem()
                : complaint.about(events.heldBack().invoke(age -> oldest = age));
    }
}
