package io.countersign.refresh;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a row stands when its lease was given back without new tokens. All durations count from then, by the database's
 * clock.
 *
 * @param closedFor how long nobody gets the next lease
 * @param heldFor how long the connection is held, or null where that stays as it was
 * @param dueIn when the background looks at it again, if it does that in such a state at all; null where it does not
 *     until somebody has used its tokens or asked for new ones
 * @param doubt whether the refresh token may have been spent; a doubt that there was stays
 * @param failed whether it counts as a failure, after which the back-off grows
 * @param calls what becomes of the calls of the last minute
 * @param unknownWords DocuSign's refusals in unknown words by now, or null where they stay as they were
 * @param error for the connection's view; never what DocuSign sent, but for a code that is fit to be shown
 */
record GivenBack(
        Duration closedFor,
        @Nullable Duration heldFor,
        @Nullable Duration dueIn,
        boolean doubt,
        boolean failed,
        Calls calls,
        @Nullable UnknownWords unknownWords,
        String error) {
    private static final double FIRST_BACK_OFF = 2;
    private static final double LONGEST_BACK_OFF = 15;
    private static final double LONGEST_AFTER_UNKNOWN_WORDS = 300;
    private static final int MOST_DOUBLINGS = 10;

    /** What becomes of the calls that are counted. */
    enum Calls {
        AS_THEY_ARE,
        /** The lease's own was not made. */
        ONE_LESS,
        /** All ten were made now. */
        TEN_NOW
    }

    /**
     * DocuSign's refusals in unknown words.
     *
     * @param code of the last ones
     * @param times how many of them in a row, at least 1
     */
    record UnknownWords(String code, int times) {}

    /**
     * After an attempt without tokens; due when the back-off ends.
     *
     * @param jitter 0 to 1: the part of the back-off that is waited; 0 for none
     * @param doubt whether the refresh token may be spent
     */
    static GivenBack afterFailure(Lease lease, double jitter, boolean doubt, String error) {
        Duration pause = backOff(lease.failures(), LONGEST_BACK_OFF, jitter);
        return new GivenBack(pause, null, pause, doubt, true, Calls.AS_THEY_ARE, null, error);
    }

    /**
     * After a refusal in words that nobody knows, which leaves the token as good or bad as it was: counts it, for
     * {@link Lease#unknownRefusals}. The back-off grows to five minutes, since this may last.
     *
     * @param code DocuSign's, fit to be shown
     * @param jitter 0 to 1: the part of the back-off that is waited
     */
    static GivenBack afterUnknownWords(Lease lease, String code, double jitter) {
        Duration pause = backOff(lease.failures(), LONGEST_AFTER_UNKNOWN_WORDS, jitter);
        UnknownRefusals before = lease.unknownRefusals();
        int times = code.equals(before.code()) ? before.times() + 1 : 1;
        return new GivenBack(pause, null, pause, false, true, Calls.AS_THEY_ARE, new UnknownWords(code, times), code);
    }

    /**
     * Due at once, where nothing was sent for a reason that lies in this replica alone: others need neither wait nor
     * have a call less for it.
     */
    static GivenBack unused(String error) {
        return new GivenBack(Duration.ZERO, null, Duration.ZERO, false, false, Calls.ONE_LESS, null, error);
    }

    /**
     * Where the connection has had its ten calls of a minute and needs more. Counts as if all ten were made now, so
     * that the next attempt, {@link RefreshTimes#MINUTE_OF_CALLS} later, has ten: enough to ask with every client
     * secret.
     */
    static GivenBack outOfCalls(String error) {
        return new GivenBack(
                Duration.ZERO, null, RefreshTimes.MINUTE_OF_CALLS, false, true, Calls.TEN_NOW, null, error);
    }

    /** Changes no state, and lets nobody have another lease for that long; then the row is due. */
    static GivenBack held(Duration duration, String error) {
        return new GivenBack(Duration.ZERO, duration, duration, false, false, Calls.AS_THEY_ARE, null, error);
    }

    /**
     * After tokens that are not for whom the connection is. Only people can mend that, so nothing is tried unless
     * somebody asks.
     */
    static GivenBack heldUnlessAsked(Duration duration, String error) {
        return new GivenBack(Duration.ZERO, duration, null, false, false, Calls.AS_THEY_ARE, null, error);
    }

    /** After a refusal of an assertion that leaves the connection's state as it is: see {@link StandingRefusal}. */
    static GivenBack refusedAgain(Lease lease, String error) {
        Duration pause = StandingRefusal.pause(lease.failures());
        return new GivenBack(pause, null, pause, false, true, Calls.AS_THEY_ARE, null, error);
    }

    private static Duration backOff(int failures, double longest, double jitter) {
        double doubled = FIRST_BACK_OFF * Math.pow(2, Math.min(failures, MOST_DOUBLINGS));
        return Duration.ofMillis((long) (1000 * Math.min(longest, doubled) * jitter));
    }
}
