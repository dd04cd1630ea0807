package io.countersign.refresh.gate;

import io.countersign.clock.MonotonicClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * How many renewals this process begins, integration by integration (the generic cell rate algorithm of ITU-T I.371):
 * turns stand in a row with equal distances, and as many as fall into a tenth of a second may be taken at once.
 */
public final class Rate {
    private static final long BURST = Duration.ofMillis(100).toNanos();
    private static final int REMEMBERED = 1000;

    private final MonotonicClock clock;
    private final long distance;

    /** The moment of the next turn. What lies in the past says nothing any more. */
    private final Map<String, Long> next = new HashMap<>();

    /**
     * @param clock that turns are told by
     * @param perSecond turns of each integration
     */
    public Rate(MonotonicClock clock, int perSecond) {
        this.clock = clock;
        this.distance = Duration.ofSeconds(1).toNanos() / perSecond;
    }

    /**
     * What came of asking for a turn.
     *
     * @param taken whether it is the asker's now
     * @param delay until the turn begins
     */
    public record Turn(boolean taken, Duration delay) {}

    /** Takes the next turn, unless it begins later than that. */
    public synchronized Turn take(String integration, Duration longest) {
        long delay = delay(integration);
        if (delay > longest.toNanos()) {
            return new Turn(false, Duration.ofNanos(delay));
        }
        charge(integration);
        return new Turn(true, Duration.ofNanos(delay));
    }

    /** Takes a turn that nobody wants: only where all that were taken have passed, and never several at once. */
    public synchronized Turn takeSpare(String integration) {
        long now = clock.nanoTime();
        long delay = Math.max(0, next.getOrDefault(integration, now) - now);
        if (delay > 0) {
            return new Turn(false, Duration.ofNanos(delay));
        }
        charge(integration);
        return new Turn(true, Duration.ZERO);
    }

    /** How long until {@link #takeSpare} has a turn, if nobody takes one meanwhile; zero if it is now. */
    public synchronized Duration untilSpare(String integration) {
        long now = clock.nanoTime();
        return Duration.ofNanos(Math.max(0, next.getOrDefault(integration, now) - now));
    }

    /** How long until a turn begins that nobody has taken; zero if it is now. */
    public synchronized Duration untilFree(String integration) {
        return Duration.ofNanos(delay(integration));
    }

    /** Counts a call that does not wait: the next turn begins later. */
    public synchronized void charge(String integration) {
        long now = clock.nanoTime();
        if (next.size() >= REMEMBERED) {
            next.values().removeIf(turn -> turn - now <= 0);
        }
        long turn = next.getOrDefault(integration, now);
        next.put(integration, (turn - now > 0 ? turn : now) + distance);
    }

    /** A turn was taken and nothing was sent in it. */
    public synchronized void giveBack(String integration) {
        next.computeIfPresent(integration, (name, turn) -> turn - distance);
    }

    /** Of how many integrations something is remembered. */
    synchronized int remembered() {
        return next.size();
    }

    private long delay(String integration) {
        long now = clock.nanoTime();
        return Math.max(0, next.getOrDefault(integration, now) - BURST - now);
    }
}
