package io.countersign.refresh;

import io.countersign.connection.GrantType;
import io.countersign.refresh.gate.GateKey;
import java.time.Duration;
import java.util.Optional;

/**
 * Why a lease was not given, as one look at the rows found it.
 *
 * @param generation of the tokens that are stored
 * @param renewable whether the connection is active, or made due again after a refusal, or waits for the consent of a
 *     known user whom an assertion impersonates
 * @param owned whether a lease names its owner
 * @param running whether that lease, or the pause after one, has not ended
 * @param closedFor until nothing of the row, of its calls and of the gate stands in the way any more; zero if nothing
 *     does by now
 * @param paused whether the integration's gate has a pause that has not ended
 * @param probing whether the gate lets one attempt through when its pause ends
 * @param gate which one, of the integration through which the connection is authorised now
 * @param standing what the connection was last told and goes on to be told until the next try, if anything
 */
record Obstacle(
        long generation,
        boolean renewable,
        boolean owned,
        boolean running,
        Duration closedFor,
        boolean paused,
        boolean probing,
        GateKey gate,
        Optional<Renewal> standing) {

    /** Never so short that whoever waits for its end would ask in a circle. */
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);

    /**
     * Whether the lease ran out with its owner still named: the owner may be slow, and its answer may yet land. One of
     * an assertion is simply taken by whoever asks for it next, so what else stands in the way is what counts there.
     */
    boolean isAbandoned(Target target) {
        return isOf(target) && owned && !running && gate.grant() == GrantType.AUTHORIZATION_CODE;
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
        if (owned && running) {
            return new LeaseAnswer.Held();
        }
        if (isAbandoned(target)) {
            return new LeaseAnswer.Closed(takeover);
        }
        if (!closedFor.isPositive() && probing) {
            return new LeaseAnswer.ProbeDue(gate);
        }
        Duration pause = atLeastShortest(closedFor);
        return paused
                ? new LeaseAnswer.Paused(gate, pause)
                : standing.<LeaseAnswer>map(LeaseAnswer.Refused::new).orElseGet(() -> new LeaseAnswer.Closed(pause));
    }

    private boolean isOf(Target target) {
        return generation == target.generation() && renewable;
    }

    static Duration atLeastShortest(Duration pause) {
        return pause.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : pause;
    }
}
