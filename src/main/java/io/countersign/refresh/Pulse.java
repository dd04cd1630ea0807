package io.countersign.refresh;

import io.smallrye.mutiny.Uni;
import java.time.Duration;

/** Time as the engine feels it: a clock that only goes forward, waiting, and chance. */
interface Pulse {

    /** Nanoseconds since some moment; goes on while the process is stopped. */
    long nanoTime();

    /** Completes after that long. */
    Uni<Void> after(Duration duration);

    /** An even chance between 0 and 1. */
    double chance();
}
