package io.countersign.refresh;

import java.time.Duration;

/**
 * All times of an attempt follow from the one deadline of a call to DocuSign.
 *
 * @param deadline D: after it a call has no answer
 * @param refreshTokenLife of a refresh token that DocuSign has just issued
 */
public record RefreshTimes(Duration deadline, Duration refreshTokenLife) {

    /**
     * After it a call of a connection does not count any more: a minute, and what may pass between a lease and its
     * call.
     */
    public static final Duration MINUTE_OF_CALLS = Duration.ofSeconds(70);

    /** How long a lease lasts: longer than a call. */
    public Duration lease() {
        return deadline.multipliedBy(4).dividedBy(3);
    }

    /** How old a lease may be when its call is sent: after a stop of the process longer than this, nothing is sent. */
    public Duration window() {
        return deadline.dividedBy(6);
    }

    /** How long nobody sends anything after a lease was emptied: a slow owner's answer can land meanwhile. */
    public Duration takeover() {
        return deadline.dividedBy(2);
    }

    /** How long a renewed connection rests: no more than ten calls a minute. */
    public Duration rest() {
        return Duration.ofSeconds(6);
    }

    /** How far a claim moves the due time ahead: longer than whatever comes of it takes. */
    public Duration claim() {
        return deadline.multipliedBy(4);
    }

    /** The pause while DocuSign does not answer, and how long one probe keeps the gate closed for the others. */
    public Duration probe() {
        return Duration.ofSeconds(10);
    }

    /** The pause of an integration that DocuSign does not accept. */
    public Duration operatorPause() {
        return Duration.ofSeconds(30);
    }
}
