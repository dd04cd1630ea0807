package io.countersign.refresh;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.clock.MonotonicClock;
import io.countersign.docusign.Environment;
import io.countersign.docusign.UntrustedServers;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * Puts into the trail that something posed as DocuSign: at most once a minute, replica and environment, however many
 * calls met it.
 */
@ApplicationScoped
class UntrustedServerEvents implements UntrustedServers {
    private static final long EVERY_NANOS = Duration.ofMinutes(1).toNanos();

    private final AuditTrail audit;
    private final MonotonicClock clock;
    private final Map<Environment, Long> recorded = new EnumMap<>(Environment.class);

    UntrustedServerEvents(AuditTrail audit, MonotonicClock clock) {
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    public void met(Environment environment) {
        if (isDue(environment)) {
            audit.recordSoon(AuditEvent.of(
                    "docusign.untrusted", AuditEvent.COUNTERSIGN, Map.of("environment", environment.wireName())));
        }
    }

    private synchronized boolean isDue(Environment environment) {
        long now = clock.nanoTime();
        Long last = recorded.get(environment);
        if (last != null && now - last < EVERY_NANOS) {
            return false;
        }
        recorded.put(environment, now);
        return true;
    }
}
