package io.countersign.faults;

import io.countersign.TestingWait;
import java.time.Duration;

/** How long something stays broken: the one thing here that is waited for by the clock. */
final class Outage {
    private Outage() {}

    /** Returns after that long. */
    static void lasts(Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        TestingWait.until("the outage is over", duration.plusSeconds(30), () -> System.nanoTime() >= end);
    }
}
