package io.countersign.database;

import java.time.Duration;

/** What {@code make_interval(secs => …)} takes, and {@code extract(epoch FROM …)} answers. */
public final class Seconds {
    private Seconds() {}

    /** The duration in seconds, to the millisecond; negative where it is. */
    public static double of(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    /** So many seconds, cut off after the milliseconds; negative where they are. */
    public static Duration duration(double seconds) {
        return Duration.ofMillis((long) (seconds * 1000));
    }
}
