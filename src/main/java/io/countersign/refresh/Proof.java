package io.countersign.refresh;

import java.time.Duration;

/** What came of proving an imported token. */
public sealed interface Proof {

    /** DocuSign granted; the new tokens are stored, to be judged, or have been judged already. */
    record Proven() implements Proof {}

    /**
     * DocuSign refused it, and it is gone; the connection's last error and the trail say so.
     *
     * @param error {@code import_refused}, or {@code lost_response} where an earlier try may have spent it
     */
    record Refused(String error) implements Proof {}

    /** The import is no more: somebody disconnected, or accepted another grant, or it has expired. */
    record Gone() implements Proof {}

    /**
     * No verdict yet; the schedule goes on.
     *
     * @param retryAfter when there may be one, at least a second
     */
    record Unproven(Duration retryAfter) implements Proof {}
}
