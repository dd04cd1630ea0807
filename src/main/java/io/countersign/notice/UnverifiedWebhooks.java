package io.countersign.notice;

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
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Tells that a webhook was met which the vault did not write: each time in a figure, and each webhook once in an hour
 * in the log and in the trail. Made at start, so that the figure stands at 0 before the first.
 */
@Startup
@ApplicationScoped
class UnverifiedWebhooks {
    private static final Logger LOG = Logger.getLogger(UnverifiedWebhooks.class);

    private static final Duration SILENCE = Duration.ofHours(1);

    private final AuditTrail audit;
    private final Counter counter;
    private final ToldSeldom<UUID> told;

    UnverifiedWebhooks(AuditTrail audit, MeterRegistry metrics, MonotonicClock clock) {
        this.audit = audit;
        this.told = new ToldSeldom<>(SILENCE, clock::nanoTime);
        this.counter = Counter.builder("countersign.webhooks.unverified")
                .description("Webhooks that were met and that the vault did not write")
                .register(metrics);
    }

    /** That webhook was met so now. */
    void met(WebhookRow row) {
        counter.increment();
        if (told.isNews(row.uuid())) {
            LOG.errorf(
                    "webhook_unverified webhook=%s: the row of this webhook was written by somebody other than the"
                            + " vault. Nothing is sent to it. See docs/runbooks/tampered-callers.md",
                    row.name());
            audit.recordSoon(
                    AuditEvent.of("webhook.unverified", AuditEvent.COUNTERSIGN, Map.of("webhook", row.name())));
        }
    }
}
