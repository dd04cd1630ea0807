package io.countersign.refresh;

import io.countersign.connection.ConsentReason;
import java.time.Duration;

/**
 * What came of asking for a renewal. Whoever asked reads the connection again: this says whether that is worth it and
 * when.
 */
public sealed interface Renewal {

    /** New tokens are stored. */
    record Renewed() implements Renewal {}

    /**
     * The connection is not what it was when the renewal was asked for: another replica renewed it, or somebody
     * consented or disconnected.
     */
    record Superseded() implements Renewal {}

    /** Another replica is at it. */
    record Elsewhere() implements Renewal {}

    /**
     * Nothing may be sent to DocuSign for that long: a back-off, a pause, or doubt about an attempt that nobody ended.
     */
    record NotBefore(Duration pause) implements Renewal {}

    /** DocuSign has refused for good, and the connection says so now. */
    record ConsentRequired(ConsentReason reason) implements Renewal {}

    /** No tokens this time; nothing is known against the connection. */
    record Failed() implements Renewal {}
}
