package io.countersign.trail;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.audit.ToldSeldom;
import io.countersign.clock.MonotonicClock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Tells that a seal does not hold: in the log each time, in a metric until it holds again, and in the trail, each kind
 * once an hour. Made at start, so that the metric stands at 0 before the first verification.
 */
@Startup
@ApplicationScoped
class BrokenTrail {
    private static final Logger LOG = Logger.getLogger(BrokenTrail.class);
    private static final String BROKEN = "countersign.audit.broken";
    private static final Duration BETWEEN_EVENTS = Duration.ofHours(1);

    /** More tell nothing more. */
    private static final int MOST_KNOWN = 100;

    private final AuditTrail audit;
    private final MonotonicClock clock;
    private final MeterRegistry registry;
    private final Gauge gauge;
    private final Set<Long> known = ConcurrentHashMap.newKeySet();
    private final ToldSeldom<BrokenSeal.Found> recorded;
    private volatile @Nullable Gone gone;
    private @Nullable BrokenSeal seen;
    private long seenNanos;

    BrokenTrail(AuditTrail audit, MonotonicClock clock, MeterRegistry registry) {
        this.audit = audit;
        this.clock = clock;
        this.registry = registry;
        this.recorded = new ToldSeldom<>(BETWEEN_EVENTS, clock::nanoTime);
        this.gauge = Gauge.builder(BROKEN, () -> isBroken() ? 1 : 0).register(registry);
    }

    /** A seal that is gone, and when that was told. */
    private record Gone(BrokenSeal seal, long atNanos) {}

    /** The registry outlives an application that is started again in the same process. */
    @PreDestroy
    void forget() {
        registry.remove(gauge);
    }

    /**
     * Heeds what a verification found.
     *
     * @param after where it began
     */
    void heed(long after, Verification.Verified verified) {
        Seal last = verified.last();
        if (last != null) {
            known.removeIf(number -> after < number && number <= last.number());
        }
        if (verified.broken() != null) {
            tell(verified.broken());
        }
    }

    /** The numbers of the seals that were told of and may not hold yet. */
    Set<Long> known() {
        return Set.copyOf(known);
    }

    /** Forgets a seal where nothing is wrong any more. */
    synchronized void forgetMended(long number) {
        known.remove(number);
        // The same row again is news.
        seen = null;
    }

    /** Tells of one that each look finds again: when it is another one, and once an hour. */
    void see(BrokenSeal broken) {
        if (isNews(broken)) {
            tell(broken);
        }
    }

    private synchronized boolean isNews(BrokenSeal broken) {
        long now = clock.nanoTime();
        if (broken.equals(seen) && now - seenNanos < BETWEEN_EVENTS.toNanos()) {
            return false;
        }
        seen = broken;
        seenNanos = now;
        return true;
    }

    /** Tells of a seal that does not hold. */
    void tell(BrokenSeal broken) {
        if (known.size() < MOST_KNOWN) {
            known.add(broken.number());
        }
        LOG.errorf(
                "audit_seal_broken %s: the audit trail is not what was recorded. Whoever changed it can write to the"
                        + " database. See docs/runbooks/trail-broken.md.",
                broken);
        record(broken);
    }

    /** Tells of one that is gone, or passed over: that does not end, so the metric tells of it for an hour. */
    void tellGone(BrokenSeal broken) {
        gone = new Gone(broken, clock.nanoTime());
        LOG.errorf(
                "audit_seal_broken %s: the newest seal that this replica knew is gone, or is another one, or the trail"
                        + " goes on past it. A restore or a failover that lost commits does that, and so does whoever"
                        + " cuts off the end of the audit trail, or puts seals back. See"
                        + " docs/runbooks/trail-broken.md.",
                broken);
        record(broken);
    }

    /** The last that was gone, for an hour after it was told. */
    Optional<BrokenSeal> gone() {
        return Optional.ofNullable(gone)
                .filter(told -> clock.nanoTime() - told.atNanos() < BETWEEN_EVENTS.toNanos())
                .map(Gone::seal);
    }

    private boolean isBroken() {
        return !known.isEmpty() || gone().isPresent();
    }

    /** Each kind has its own hour: whoever causes one does not keep another out. */
    private void record(BrokenSeal broken) {
        if (recorded.isNews(broken.found())) {
            audit.recordSoon(AuditEvent.of(
                    "trail.broken",
                    AuditEvent.COUNTERSIGN,
                    Map.of(
                            "seal",
                            Long.toString(broken.number()),
                            "found",
                            broken.found().wireName())));
        }
    }
}
