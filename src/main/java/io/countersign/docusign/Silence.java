package io.countersign.docusign;

import java.time.Duration;

/**
 * The calls in a row that DocuSign has not answered. It counts as away once there are three of them and the first began
 * 20 seconds ago: fewer are bad luck, and a short fault is over before anybody could look at it. Moments are
 * nanoseconds of a monotonic clock.
 *
 * @param calls how many; 0 if the last one was answered
 * @param began when the first of them did
 * @param ended when the last of them did
 * @param away whether it counts as away; once it does, only an answer ends that, or a long time without anybody asking
 */
record Silence(int calls, long began, long ended, boolean away) {
    static final Silence NONE = new Silence(0, 0, 0, false);

    private static final int LEAST_CALLS = 3;
    private static final Duration SHORTEST = Duration.ofSeconds(20);

    /** Several probes of a closed gate, one of which would have been this process' turn; and time to be told of it. */
    private static final Duration QUIET = Duration.ofMinutes(3);

    /** So many that what waits, waits for something else: for the other environment, or for a new client secret. */
    private static final Duration LONG_QUIET = Duration.ofMinutes(10);

    /**
     * After one more call without an answer.
     *
     * @param callBegan when that call did
     * @param now when it ended
     */
    Silence with(long callBegan, long now) {
        long first = calls == 0 ? callBegan : began;
        int number = calls + 1;
        boolean lasts = number >= LEAST_CALLS && now - first >= SHORTEST.toNanos();
        return new Silence(number, first, now, away || lasts);
    }

    /**
     * Whether it is over for all that anybody can tell, since this process has not had to ask for so long: another
     * replica may have had the answers, and this one may not have to ask again for hours.
     *
     * @param somethingWaits whether renewals are overdue, whatever they wait for
     */
    boolean isOver(boolean somethingWaits, long now) {
        return away && now - ended >= (somethingWaits ? LONG_QUIET : QUIET).toNanos();
    }

    /** How long it has lasted. */
    Duration lasted(long now) {
        return Duration.ofNanos(now - began);
    }
}
