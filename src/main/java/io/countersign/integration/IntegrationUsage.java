package io.countersign.integration;

import io.countersign.problem.Problem;
import java.util.Optional;

/**
 * How many connections name an integration.
 *
 * @param connections all of them
 * @param living those of them that are not disconnected, or that are but have a grant waiting for confirmation or
 *     an import
 */
record IntegrationUsage(long connections, long living) {
    private static final String UNTIL = " until then, set up another integration beside it.";

    /** What forbids that it becomes another app, if anything does. */
    Optional<Problem> againstAMove() {
        return living == 0
                ? Optional.empty()
                : conflict(" Its environment, integration_key and client_type can be changed when each of them is"
                        + " disconnected;" + UNTIL);
    }

    /**
     * What forbids its deletion, if anything does.
     *
     * @param force whether its disconnected connections may go with it
     */
    Optional<Problem> againstDeletion(boolean force) {
        if (living > 0) {
            return conflict(" In use: %d, disconnected: %d.".formatted(living, connections - living)
                    + " Disconnect those in use, or give them another integration. What is disconnected goes with this"
                    + " one by ?force=true.");
        }
        return force || connections == 0
                ? Optional.empty()
                : conflict(" All of them are disconnected: give them another integration, or delete them with this one"
                        + " by ?force=true.");
    }

    private Optional<Problem> conflict(String what) {
        String named = connections == 1 ? "1 connection uses" : connections + " connections use";
        return Optional.of(Problem.conflict(named + " this integration." + what));
    }
}
