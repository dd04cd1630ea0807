package io.countersign.caller;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;
import static java.util.Objects.requireNonNull;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.caller.FailedLogin.Door;
import io.countersign.caller.FailedLogin.Reason;
import io.countersign.clock.MonotonicClock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ApplicationNotRunning;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * Tells of credentials that were refused: all of them in a metric, and in the trail as many as {@link FailureBudget}
 * lets through. Nobody waits for that; while the trail cannot be written, they are counted, and told as a number later.
 */
@ApplicationScoped
public class FailedLogins {
    private static final String FAILURES = "countersign.authentication.failures";

    private final AuditTrail audit;
    private final Pool pool;
    private final FailureBudget budget;
    private final Map<Reason, Map<Door, Counter>> counters = new EnumMap<>(Reason.class);

    FailedLogins(AuditTrail audit, Pool pool, MonotonicClock clock, MeterRegistry registry) {
        this.audit = audit;
        this.pool = pool;
        this.budget = new FailureBudget(clock);
        for (Reason reason : Reason.values()) {
            Map<Door, Counter> ofReason = new EnumMap<>(Door.class);
            for (Door door : Door.values()) {
                ofReason.put(door, registry.counter(FAILURES, "reason", reason.text(), "door", door.text()));
            }
            counters.put(reason, ofReason);
        }
    }

    /** Counts it, and lets the trail hear of it if it is one of those. Returns at once. */
    public void tell(FailedLogin failed) {
        counter(failed).increment();
        if (budget.tells(failed.network(), failed.reason())) {
            audit.record(pool, event(failed)).subscribe().with(recorded -> {}, away -> budget.lost(1));
        }
    }

    private Counter counter(FailedLogin failed) {
        return requireNonNull(requireNonNull(counters.get(failed.reason())).get(failed.door()));
    }

    private static AuditEvent event(FailedLogin failed) {
        Map<String, String> details = new HashMap<>(Map.of(
                "reason", failed.reason().text(),
                "door", failed.door().text(),
                "network", failed.network().name()));
        if (failed.keyId() != null) {
            details.put("api_key", failed.keyId());
        }
        return AuditEvent.of("authentication.failed", AuditEvent.STRANGER, details);
    }

    /** Once a minute, how many the trail has not heard of. */
    @Scheduled(every = "60s", concurrentExecution = SKIP, skipExecutionIf = ApplicationNotRunning.class)
    Uni<Void> tellOmitted() {
        long number = budget.takeOmitted();
        return number == 0
                ? Uni.createFrom().voidItem()
                : audit.record(pool, omitted(number))
                        .onFailure()
                        .invoke(away -> budget.lost(number))
                        .onFailure()
                        .recoverWithNull();
    }

    private static AuditEvent omitted(long number) {
        return AuditEvent.of(
                "authentication.failures-omitted", AuditEvent.COUNTERSIGN, Map.of("number", Long.toString(number)));
    }
}
