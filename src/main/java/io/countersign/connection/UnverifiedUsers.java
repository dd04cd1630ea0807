package io.countersign.connection;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.audit.ToldSeldom;
import io.countersign.clock.MonotonicClock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Tells that a connection was met whose user the vault did not write: each time in a figure, and each connection once
 * in an hour in the log and in the trail. Made at start, so that the figure stands at 0 before the first.
 */
@Startup
@ApplicationScoped
class UnverifiedUsers {
    private static final Logger LOG = Logger.getLogger(UnverifiedUsers.class);

    private static final Duration SILENCE = Duration.ofHours(1);

    private final AuditTrail audit;
    private final Counter counter;
    private final ToldSeldom<ConnectionId> told;

    UnverifiedUsers(AuditTrail audit, MeterRegistry metrics, MonotonicClock clock) {
        this.audit = audit;
        this.told = new ToldSeldom<>(SILENCE, clock::nanoTime);
        this.counter = Counter.builder("countersign.connections.unverified")
                .description("Connections that were met with a user whom the vault did not write")
                .register(metrics);
    }

    /** That connection was met so now. */
    void met(ConnectionId id) {
        counter.increment();
        if (told.isNews(id)) {
            tell(id);
        }
    }

    private void tell(ConnectionId id) {
        LOG.errorf(
                "connection_unverified tenant=%s connection=%s: who is to be impersonated was written by somebody other"
                        + " than the vault. Nobody is. See docs/runbooks/tampered-callers.md",
                id.tenant(), id.name());
        audit.recordSoon(
                new AuditEvent("connection.unverified", AuditEvent.COUNTERSIGN, id.tenant(), id.name(), Map.of()));
    }
}
