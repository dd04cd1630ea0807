package io.countersign.refresh;

import io.countersign.clock.MonotonicClock;
import io.smallrye.mutiny.Uni;
import java.time.Duration;

/** Time as the engine feels it: a clock, waiting, and chance. */
public interface Pulse extends MonotonicClock {

    /** Completes after that long. */
    Uni<Void> after(Duration duration);

    /** An even chance between 0 and 1. */
    double chance();
}
