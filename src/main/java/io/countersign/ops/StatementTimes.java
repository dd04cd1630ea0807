package io.countersign.ops;

import io.countersign.clock.MonotonicClock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * How long PostgreSQL takes to answer the statements of the request pool, each of its round trips counted alone. Waits
 * for a connection are no part of it: they have figures of their own.
 */
@Singleton
class StatementTimes {
    private static final String STATEMENTS = "countersign.database.statement";

    /** From an answer out of memory, over the round trip to another zone, to the longest that anybody waits for one. */
    private static final Duration[] BUCKETS = Stream.of(1, 5, 20, 100, 300, 1000, 5000, 15_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final MonotonicClock clock;
    private final Timer timer;
    private final LongAdder all = new LongAdder();
    private final LongAdder slow = new LongAdder();

    StatementTimes(MonotonicClock clock, MeterRegistry registry) {
        this.clock = clock;
        this.timer = Timer.builder(STATEMENTS).serviceLevelObjectives(BUCKETS).register(registry);
    }

    /** Nanoseconds, for {@link #answered}. */
    long now() {
        return clock.nanoTime();
    }

    /**
     * A statement has its answer.
     *
     * @param sent when it was sent
     */
    void answered(long sent) {
        long nanos = clock.nanoTime() - sent;
        timer.record(nanos, TimeUnit.NANOSECONDS);
        all.increment();
        if (nanos > StatementMinute.SLOW.toNanos()) {
            slow.increment();
        }
    }

    /** What was answered since this was asked last. */
    StatementMinute.Slice taken() {
        return new StatementMinute.Slice(all.sumThenReset(), slow.sumThenReset());
    }
}
