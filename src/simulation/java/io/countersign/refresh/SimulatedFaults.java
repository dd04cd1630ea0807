package io.countersign.refresh;

import java.util.Arrays;
import java.util.List;

/** Which faults a run knows and how often they strike. Few kinds at a time find more than all of them always. */
final class SimulatedFaults {
    private static final List<Double> LEVELS = List.of(0.03, 0.1, 0.3);

    /** What may become of a statement. */
    enum Statement {
        DONE,
        SLOW,
        /** Never arrives. */
        LOST,
        /** Takes effect, and its answer is lost. */
        UNKNOWN,
        /** Takes effect long after its sender has given up. */
        LATE
    }

    /** What may become of a call to the provider. */
    enum Call {
        ANSWERED,
        SLOW,
        NOT_SENT,
        ERROR_BEFORE,
        ERROR_AFTER,
        CUT_BEFORE,
        CUT_AFTER,
        UNREADABLE,
        THROTTLED,
        /** Something refuses in words that nobody knows, and does nothing. */
        UNKNOWN_WORDS
    }

    private final SimulatedTime time;
    private final double[] statements = new double[Statement.values().length];
    private final double[] calls = new double[Call.values().length];
    private final long slowness;
    private final double stopsInFlight;
    private final double crashesInFlight;
    private boolean healed;
    private long lastArrival;
    private long databaseAwayUntil;
    private long providerAwayUntil;

    private SimulatedFaults(SimulatedTime time, long slowness, double stopsInFlight, double crashesInFlight) {
        this.time = time;
        this.slowness = slowness;
        this.stopsInFlight = stopsInFlight;
        this.crashesInFlight = crashesInFlight;
    }

    /** Nothing fails but what is told to. */
    static SimulatedFaults none(SimulatedTime time) {
        return new SimulatedFaults(time, 1, 0, 0);
    }

    static SimulatedFaults drawn(SimulatedTime time) {
        SimulatedFaults drawn =
                new SimulatedFaults(time, time.oneOf(List.of(1L, 1L, 1L, 20L)), odds(time, 0.3), odds(time, 0.3));
        Arrays.setAll(drawn.statements, kind -> kind == 0 ? 0 : odds(time, 0.4));
        Arrays.setAll(drawn.calls, kind -> kind == 0 ? 0 : odds(time, 0.3));
        return drawn;
    }

    private static double odds(SimulatedTime time, double kinds) {
        return time.chance(kinds) ? time.oneOf(LEVELS) : 0;
    }

    void heal() {
        healed = true;
        databaseAwayUntil = 0;
        providerAwayUntil = 0;
    }

    boolean healed() {
        return healed;
    }

    void databaseAway(long nanos) {
        databaseAwayUntil = time.now() + nanos;
    }

    void providerAway(long nanos) {
        providerAwayUntil = time.now() + nanos;
    }

    /** How much later a queued statement takes effect: not before the database is back. */
    long queuedFor() {
        long delay = Math.max(0, databaseAwayUntil - time.now()) + time.between(0, 60 * SimulatedTime.SECOND);
        underWay(delay);
        return delay;
    }

    /** Something is under way for that long, even if everything heals meanwhile. */
    void underWay(long nanos) {
        lastArrival = healed ? lastArrival : Math.max(lastArrival, time.now() + nanos);
    }

    /**
     * When the last arrives that was sent before everything healed: a statement that was queued, a call that is slow.
     */
    long lastArrival() {
        return lastArrival;
    }

    /** How long the provider takes, one way. */
    long latency() {
        return (healed ? 1 : slowness) * time.between(20 * SimulatedTime.MILLISECOND, 800 * SimulatedTime.MILLISECOND);
    }

    /** A process that has a call in flight is at its most vulnerable. */
    void strike(SimulatedReplica replica) {
        if (time.chance(stopsInFlight)) {
            soon(replica::stop, replica::proceed, 120 * SimulatedTime.SECOND);
        }
        if (time.chance(crashesInFlight)) {
            soon(replica::crash, replica::start, 20 * SimulatedTime.SECOND);
        }
    }

    private void soon(Runnable strike, Runnable repair, long longest) {
        time.after(time.between(0, 2 * SimulatedTime.SECOND), () -> {
            if (!healed) {
                strike.run();
                time.after(time.between(0, longest), repair);
            }
        });
    }

    Statement ofStatement() {
        if (healed) {
            return Statement.DONE;
        }
        if (time.now() < databaseAwayUntil) {
            return time.chance(0.5) ? Statement.LOST : Statement.LATE;
        }
        for (Statement fate : Statement.values()) {
            if (time.chance(statements[fate.ordinal()])) {
                return fate;
            }
        }
        return Statement.DONE;
    }

    Call ofCall() {
        if (healed) {
            return Call.ANSWERED;
        }
        if (time.now() < providerAwayUntil) {
            return Call.ERROR_BEFORE;
        }
        for (Call fate : Call.values()) {
            if (time.chance(calls[fate.ordinal()])) {
                return fate;
            }
        }
        return Call.ANSWERED;
    }
}
