package io.countersign.simulator;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The simulator's time: another source of time plus an offset that can be moved while the simulator runs. Lifetimes and
 * the oracle log follow this clock; delays that a fault asks for are real time. Safe for use by several threads.
 */
public final class SimulatorClock implements InstantSource {
    private final InstantSource source;
    private volatile Duration offset = Duration.ZERO;

    private SimulatorClock(InstantSource source) {
        this.source = requireNonNull(source, "source is null");
    }

    /** A clock that runs with the machine's and starts at its time. */
    public static SimulatorClock system() {
        return new SimulatorClock(InstantSource.system());
    }

    /** A clock that stands still at the given instant until it is advanced. */
    public static SimulatorClock stoppedAt(Instant start) {
        return new SimulatorClock(InstantSource.fixed(start));
    }

    /**
     * Moves the clock.
     *
     * @param step how far; negative moves it back
     */
    public synchronized void advance(Duration step) {
        offset = offset.plus(step);
    }

    /** Moves the clock to an instant, from which it goes on. */
    public synchronized void set(Instant now) {
        offset = Duration.between(source.instant(), now);
    }

    /** Moves the clock back to its source. */
    public synchronized void reset() {
        offset = Duration.ZERO;
    }

    /** How far the clock has been moved from its source so far. */
    public Duration offset() {
        return offset;
    }

    @Override
    public Instant instant() {
        return source.instant().plus(offset);
    }
}
