package io.countersign.clock;

/** A clock that only goes forward, for durations within this process: the wall clock may jump. */
public interface MonotonicClock {

    /** Nanoseconds since some moment; goes on while the process is stopped. */
    long nanoTime();
}
