package io.countersign.database;

import java.time.Duration;

/** What {@code make_interval(secs => …)} takes. */
public final class Seconds {
    private Seconds() {}

    /** The duration in seconds, to the millisecond; negative where it is. */
    public static double of(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
