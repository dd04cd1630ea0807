package io.countersign.issuing;

import io.countersign.clock.MonotonicClock;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A monotonic clock that stands still until a test moves it. */
@Alternative
@Singleton
public class TestingClock implements MonotonicClock {
    private final AtomicLong nanos = new AtomicLong(1_000_000_000L);

    @Override
    public long nanoTime() {
        return nanos.get();
    }

    void passes(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
