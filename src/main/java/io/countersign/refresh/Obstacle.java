package io.countersign.refresh;

import java.time.Duration;

/**
 * Why a lease was not given, as one look at the rows found it.
 *
 * @param generation of the tokens that are stored
 * @param renewable whether the connection is active, or made due again after a refusal
 * @param owned whether a lease names its owner
 * @param running whether that lease, or the pause after one, has not ended
 * @param closedFor until nothing of the row, of its calls and of the gate stands in the way any more; zero if nothing
 *     does by now
 * @param paused whether the integration's gate has a pause that has not ended
 * @param probing whether the gate lets one attempt through when its pause ends
 * @param integration through which the connection is authorised now
 */
record Obstacle(
        long generation,
        boolean renewable,
        boolean owned,
        boolean running,
        Duration closedFor,
        boolean paused,
        boolean probing,
        String integration) {

    /** Never so short that whoever waits for its end would ask in a circle. */
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);

    /** Whether the lease ran out with its owner still named: the owner may be slow, and its answer may yet land. */
    boolean isAbandoned(Target target) {
        return isOf(target) && owned && !running;
    }

    /**
     * What it means for whoever asked.
     *
     * @param takeover how long an abandoned lease is closed when it is emptied
     */
    LeaseAnswer answer(Target target, Duration takeover) {
        if (!isOf(target)) {
            return new LeaseAnswer.Moved();
        }
        if (owned) {
            return running ? new LeaseAnswer.Held() : new LeaseAnswer.Closed(takeover);
        }
        if (!closedFor.isPositive() && probing) {
            return new LeaseAnswer.ProbeDue(integration);
        }
        Duration pause = atLeastShortest(closedFor);
        return paused ? new LeaseAnswer.Paused(pause) : new LeaseAnswer.Closed(pause);
    }

    private boolean isOf(Target target) {
        return generation == target.generation() && renewable;
    }

    static Duration atLeastShortest(Duration pause) {
        return pause.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : pause;
    }
}
