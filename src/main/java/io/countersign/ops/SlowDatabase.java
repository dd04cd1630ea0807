package io.countersign.ops;

import io.countersign.clock.MonotonicClock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Tells that PostgreSQL answers slowly: a line when it begins, one when it ends, and a metric. */
final class SlowDatabase {
    private static final String SLOW = "countersign.database.slow";
    private static final Logger LOG = Logger.getLogger(SlowDatabase.class);

    private final MonotonicClock clock;
    private StatementMinute minute = StatementMinute.EMPTY;
    private volatile boolean slow;
    private long since;

    SlowDatabase(MonotonicClock clock) {
        this.clock = clock;
    }

    Gauge gauge(MeterRegistry registry) {
        return Gauge.builder(SLOW, () -> slow ? 1 : 0).register(registry);
    }

    /** Ten more seconds of statements. */
    synchronized void judge(StatementMinute.Slice newest) {
        minute = minute.then(newest);
        boolean before = slow;
        slow = minute.isSlow(before);
        if (slow && !before) {
            since = clock.nanoTime();
            LOG.warnf(
                    "database_slow slow=%d of=%d: More than half of the last minute's statements took longer than"
                            + " %d ms each. Tokens in memory are issued as fast as ever; all else waits, and renewals"
                            + " take longer. Look at PostgreSQL and at the network to it: see"
                            + " docs/runbooks/slow-database.md. The next line about it says that it is over.",
                    minute.slow(), minute.all(), StatementMinute.SLOW.toMillis());
        } else if (before && !slow) {
            LOG.infof(
                    "database_fast_again seconds=%d: PostgreSQL answers as usual",
                    Duration.ofNanos(clock.nanoTime() - since).toSeconds());
        }
    }
}
