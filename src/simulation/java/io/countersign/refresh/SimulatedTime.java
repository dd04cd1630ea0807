package io.countersign.refresh;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** Virtual time on one thread: whatever happens stands in a queue, and all chance comes from the seed. */
final class SimulatedTime {
    static final long MILLISECOND = 1_000_000;
    static final long SECOND = 1_000 * MILLISECOND;

    private record Event(long at, long order, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return at == other.at ? Long.compare(order, other.order) : Long.compare(at, other.at);
        }
    }

    /**
     * The database's clock was set.
     *
     * @param at by the real time
     * @param before what it said until then
     * @param by forward or, negative, back
     */
    record Step(long at, long before, long by) {}

    private final PriorityQueue<Event> queue = new PriorityQueue<>();
    private final Thread thread = Thread.currentThread();
    private final List<String> log = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private final SplittableRandom random;
    private final boolean logging;
    private final List<Step> steps = new ArrayList<>();
    private long now;
    private long databaseAhead;
    private long order;

    SimulatedTime(long seed, boolean logging) {
        this.random = new SplittableRandom(seed);
        this.logging = logging;
    }

    /** Nanoseconds since the run began. */
    long now() {
        staysOnItsThread();
        return now;
    }

    /** What the database's clock says. */
    long databaseNow() {
        return now() + databaseAhead;
    }

    /** How far it is ahead of the real time, in nanoseconds. */
    long databaseAhead() {
        return databaseAhead;
    }

    /** The furthest that it was ahead at that time or later. */
    long databaseFurthestAheadSince(long at) {
        return stepsSince(at).stream()
                .mapToLong(step -> step.before() - step.at())
                .reduce(databaseAhead, Math::max);
    }

    /** Sets the database's clock. */
    void stepDatabase(long nanos) {
        log("the database's clock is set by %.3f s", nanos / 1e9);
        steps.add(new Step(now, databaseNow(), nanos));
        databaseAhead += nanos;
    }

    /** The steps at that time or later. */
    List<Step> stepsSince(long at) {
        return steps.stream().filter(step -> step.at() >= at).toList();
    }

    /** The latest that the database's clock has said at that time or later. */
    long databaseLatestSince(long at) {
        return stepsSince(at).stream().mapToLong(Step::before).reduce(databaseNow(), Math::max);
    }

    void after(Duration delay, Runnable action) {
        after(delay.toNanos(), action);
    }

    void after(long nanos, Runnable action) {
        staysOnItsThread();
        queue.add(new Event(now + Math.max(0, nanos), order++, action));
    }

    /** Lets everything happen until the condition holds or that time has come. */
    void runUntil(long end, BooleanSupplier enough) {
        while (violations.isEmpty() && !enough.getAsBoolean()) {
            Event next = queue.peek();
            if (next == null || next.at() > end) {
                now = Math.max(now, end);
                return;
            }
            queue.remove();
            now = next.at();
            next.action().run();
        }
    }

    void runUntil(long end) {
        runUntil(end, () -> false);
    }

    boolean chance(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    double chance() {
        return random.nextDouble();
    }

    /** Evenly from the first to below the second. */
    long between(long least, long most) {
        return least + (long) (random.nextDouble() * (most - least));
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    UUID uuid() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    void log(String format, Object... values) {
        if (logging) {
            log.add("%10.3f ".formatted(now / 1e9) + format.formatted(values));
        }
    }

    List<String> log() {
        return log;
    }

    /** Ends the run: an invariant does not hold. Not thrown, because whoever is at work here must not catch it. */
    void violation(String message) {
        log("VIOLATION %s", message);
        violations.add("%.3f s: %s".formatted(now / 1e9, message));
    }

    List<String> violations() {
        return violations;
    }

    private void staysOnItsThread() {
        if (Thread.currentThread() != thread) {
            violations.add("Another thread is at work: " + Thread.currentThread());
        }
    }
}
