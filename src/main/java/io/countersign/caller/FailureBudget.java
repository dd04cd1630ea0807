package io.countersign.caller;

import io.countersign.caller.FailedLogin.Reason;
import io.countersign.clock.MonotonicClock;
import io.countersign.limit.ClientNetwork;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * Which failed logins the trail hears of: the first of each reason from each network in a minute, at most sixty a
 * minute. The rest is a number. So strangers cannot make what nobody can delete grow as they like.
 */
final class FailureBudget {
    /** In a minute, on each replica. */
    static final int MOST = 60;

    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final MonotonicClock clock;
    private final Set<Seen> told = new HashSet<>();
    private long since;
    private long omitted;

    FailureBudget(MonotonicClock clock) {
        this.clock = clock;
        this.since = clock.nanoTime();
    }

    private record Seen(ClientNetwork network, Reason reason) {}

    /** Whether this one is told; if not, it is counted. */
    synchronized boolean tells(ClientNetwork network, Reason reason) {
        long now = clock.nanoTime();
        if (now - since >= MINUTE) {
            told.clear();
            since = now;
        }
        Seen seen = new Seen(network, reason);
        if (told.contains(seen) || told.size() >= MOST) {
            omitted++;
            return false;
        }
        return told.add(seen);
    }

    /** So many that were to be told could not be. */
    synchronized void lost(long number) {
        omitted += number;
    }

    /** How many were not told since this was asked last. */
    synchronized long takeOmitted() {
        long number = omitted;
        omitted = 0;
        return number;
    }
}
