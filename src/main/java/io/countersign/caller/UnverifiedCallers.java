package io.countersign.caller;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.audit.ToldSeldom;
import io.countersign.clock.MonotonicClock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jboss.logging.Logger;

/**
 * Tells that rows of callers were met which the vault did not write: each time in a figure, and each row once in ten
 * minutes in the log and in the trail. Made at start, so that the figures stand at 0 before the first.
 */
@Startup
@ApplicationScoped
class UnverifiedCallers {
    private static final Logger LOG = Logger.getLogger(UnverifiedCallers.class);
    private static final Duration SILENCE = Duration.ofMinutes(10);

    private final AuditTrail audit;
    private final Map<UnverifiedRow.Kind, Counter> counters = new EnumMap<>(UnverifiedRow.Kind.class);
    private final ToldSeldom<UnverifiedRow> told;

    UnverifiedCallers(AuditTrail audit, MeterRegistry metrics, MonotonicClock clock) {
        this.audit = audit;
        this.told = new ToldSeldom<>(SILENCE, clock::nanoTime);
        Arrays.stream(UnverifiedRow.Kind.values())
                .forEach(kind -> counters.put(
                        kind,
                        Counter.builder("countersign.callers.unverified")
                                .description("Rows of callers that were met and that the vault did not write")
                                .tag("row", kind.wireName())
                                .register(metrics)));
    }

    /** Each of these was met now. */
    void met(List<UnverifiedRow> rows) {
        rows.forEach(this::met);
    }

    private void met(UnverifiedRow row) {
        Objects.requireNonNull(counters.get(row.kind())).increment();
        if (told.isNews(row)) {
            LOG.errorf(
                    "caller_unverified caller=%s row=%s id=%s: a row of this caller was written by somebody other than"
                            + " the vault. It counts for nothing. See docs/runbooks/tampered-callers.md",
                    row.caller(), row.kind().wireName(), row.id());
            audit.recordSoon(AuditEvent.of(
                    "caller.unverified",
                    AuditEvent.COUNTERSIGN,
                    Map.of("caller", row.caller(), "row", row.kind().wireName(), "id", row.id())));
        }
    }
}
