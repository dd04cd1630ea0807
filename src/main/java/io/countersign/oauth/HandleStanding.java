package io.countersign.oauth;

import io.countersign.problem.Problem;
import java.util.Optional;

/**
 * What decides whether a connection gets one more handle.
 *
 * @param disconnected whether somebody has ended the connection
 * @param living how many of its handles have not ended
 * @param callerMayIssue whether the caller that it is for may have its tokens
 */
record HandleStanding(boolean disconnected, long living, boolean callerMayIssue) {
    /** So many handles of one connection may live at once. */
    static final int MOST = 100;

    /** What stands against it; empty where nothing does. */
    Optional<Problem> obstacle() {
        if (!callerMayIssue) {
            return Optional.of(Problem.invalidField(
                    "caller", "must be the name of a caller with token:issue on this connection; grant it first"));
        }
        if (disconnected) {
            return Optional.of(Problem.conflict("The connection is disconnected, and a handle ends with a disconnect."
                    + " Connect it again first."));
        }
        return living < MOST
                ? Optional.empty()
                : Optional.of(Problem.conflict(
                        "The connection has " + MOST + " handles that have not expired. Delete one first."));
    }
}
