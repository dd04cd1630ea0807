package io.countersign.refresh.upkeep;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Watches the clock that every lease is measured by. It cannot be mended here: set forward by more than a lease, the
 * database gives the lease of an attempt that is alive to another one, and a refresh token may be sent twice.
 */
final class DatabaseClock {
    private static final String STEPS = "countersign.database.clock.steps";
    private static final String LAST_STEP = "countersign.database.clock.last.step";
    private static final Logger LOG = Logger.getLogger(DatabaseClock.class);

    /**
     * Beyond what the round trips explain: a clock that is slewed runs up to a tenth too fast or too slow (chrony's
     * limit is 8.3 %).
     */
    private static final Duration LEAST = Duration.ofSeconds(1);

    private static final int SLEWED = 10;

    /** After a long silence as well: half of what a usual lease has in hand over its call. */
    private static final Duration MOST = Duration.ofSeconds(5);

    private final MeterRegistry registry;
    private @Nullable Reading last;
    private volatile double lastStep;

    DatabaseClock(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * What the database's clock said.
     *
     * @param askedNanos on the monotonic clock, before it was asked
     * @param heardNanos and when the answer was there
     * @param said in between
     */
    record Reading(long askedNanos, long heardNanos, Instant said) {

        /**
         * How far the clock was set between the earlier reading and this one, forward or, negative, back: the least
         * that explains both. Zero where the round trips or a slew can.
         */
        Duration stepSince(Reading earlier) {
            Duration ran = Duration.between(earlier.said, said);
            Duration least = Duration.ofNanos(askedNanos - earlier.heardNanos);
            Duration most = Duration.ofNanos(heardNanos - earlier.askedNanos);
            Duration step = ran.compareTo(most) > 0
                    ? ran.minus(most)
                    : ran.compareTo(least) < 0 ? ran.minus(least) : Duration.ZERO;
            return step.abs().compareTo(tolerance(most)) > 0 ? step : Duration.ZERO;
        }

        private static Duration tolerance(Duration passed) {
            Duration slewed = LEAST.plus(passed.dividedBy(SLEWED));
            return slewed.compareTo(MOST) < 0 ? slewed : MOST;
        }
    }

    Gauge gauge() {
        return Gauge.builder(LAST_STEP, () -> lastStep).baseUnit("seconds").register(registry);
    }

    /** Compares it with the reading before, and tells of a step once. */
    synchronized void read(Reading now) {
        Duration step = last == null ? Duration.ZERO : now.stepSince(last);
        last = now;
        if (step.isZero()) {
            return;
        }
        lastStep = step.toMillis() / 1000.0;
        registry.counter(STEPS, "direction", step.isNegative() ? "back" : "forward")
                .increment();
        LOG.errorf(
                "database_clock_stepped seconds=%.1f: The clock of PostgreSQL's host was set. Leases are measured by"
                        + " it: a step forward longer than"
                        + " a lease can send a refresh token twice. Let NTP slew that clock instead, and look at"
                        + " connections_unsure and lost_response.",
                lastStep);
    }
}
