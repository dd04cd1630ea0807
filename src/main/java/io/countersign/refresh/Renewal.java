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

    /**
     * DocuSign has refused for good, and the connection says so now.
     *
     * @param again after how long a request has DocuSign asked again, where an assertion is; else zero
     */
    record ConsentRequired(ConsentReason reason, Duration again) implements Renewal {}

    /**
     * DocuSign has no consent of the impersonated user, as it had none before: the connection still waits for the
     * first.
     *
     * @param again after how long a request has DocuSign asked again
     */
    record ConsentMissing(Duration again) implements Renewal {}

    /**
     * DocuSign granted a token that is for nobody whom the connection may belong to: a pin differs, or the user has no
     * account. Nothing is stored.
     *
     * @param error the connection's {@code last_error}
     * @param again after how long a request has DocuSign asked again
     */
    record AccountRefused(String error, Duration again) implements Renewal {}

    /** No tokens this time; nothing is known against the connection. */
    record Failed() implements Renewal {}
}
