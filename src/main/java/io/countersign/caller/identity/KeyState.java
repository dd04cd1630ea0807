package io.countersign.caller.identity;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an issuer's keys at one moment, and what follows for a token. By a clock that only goes forward.
 *
 * @param keys the last ones that it answered with, or null
 * @param fetchedNanos when that was
 * @param asked whether it was ever asked
 * @param askedNanos when it was asked last; where it did not answer, when that was over
 * @param failed whether the last answer was of no use
 * @param flying whether it is being asked just now
 */
record KeyState(
        @Nullable KeySet keys, long fetchedNanos, boolean asked, long askedNanos, boolean failed, boolean flying) {

    /** How old a set may be before it is asked for again. */
    static final Duration FRESH = Duration.ofMinutes(10);

    /** Up to which age nobody waits for that: an answer is usually there long before. */
    static final Duration UNHURRIED = Duration.ofMinutes(15);

    /** How old it may be where the issuer does not answer. */
    static final Duration USABLE = Duration.ofHours(1);

    /** Between two questions for the sake of keys that nobody knows, whoever invents them, or of a set that is old. */
    static final Duration BETWEEN_QUESTIONS = Duration.ofSeconds(60);

    /** After a question without an answer, where there are no keys that could be used. */
    static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

    /** Before the first question. */
    static final KeyState NOTHING = new KeyState(null, 0, false, 0, false, false);

    /** What to do. */
    enum Step {
        /** Take the key that is known. */
        USE,
        /** Take it, and ask the issuer meanwhile. */
        USE_AND_ASK,
        /** Ask and judge by the answer; take the key that is known where there is none. */
        ASK_OR_USE,
        /** Ask, or wait for the question that is under way, and judge by the answer. */
        ASK,
        /** Such a key does not exist. */
        REFUSE,
        /** Nobody knows, and it is too early to ask again. */
        GIVE_UP;

        /** Whether the issuer is asked, unless it is already. */
        boolean asks() {
            return this == ASK || this == USE_AND_ASK || this == ASK_OR_USE;
        }
    }

    /**
     * Decides.
     *
     * @param found whether the token's key is in the set
     */
    Step step(boolean found, long now) {
        if (!isYounger(USABLE, now)) {
            return flying || mayAskAfterFailure(now) ? Step.ASK : Step.GIVE_UP;
        }
        if (found) {
            return stepWithKey(now);
        }
        if (flying) {
            return Step.ASK;
        }
        // Anybody can invent a key: as seldom where the issuer does not answer, which may have a new one all the same.
        if (restedFor(BETWEEN_QUESTIONS, now)) {
            return Step.ASK;
        }
        return failed ? Step.GIVE_UP : Step.REFUSE;
    }

    private Step stepWithKey(long now) {
        boolean rested = restedFor(BETWEEN_QUESTIONS, now);
        if (isYounger(FRESH, now) || !(flying || rested)) {
            return Step.USE;
        }
        // After a pause the set may be old because nobody called, and a key withdrawn long since.
        if (!failed && !isYounger(UNHURRIED, now)) {
            return Step.ASK_OR_USE;
        }
        return flying ? Step.USE : Step.USE_AND_ASK;
    }

    /** The same from when a question begins. */
    KeyState asking(long now) {
        return new KeyState(keys, fetchedNanos, true, now, failed, true);
    }

    /** The same with the answer to it. */
    KeyState answered(KeySet answer, long now) {
        return new KeyState(answer, now, asked, askedNanos, false, false);
    }

    /**
     * The same where there was none. The pause begins now and not with the question: else one that ends by its deadline
     * would be followed by the next, and whoever asks would always wait.
     */
    KeyState unanswered(long now) {
        return new KeyState(keys, fetchedNanos, asked, now, true, false);
    }

    private boolean isYounger(Duration age, long now) {
        return keys != null && now - fetchedNanos < age.toNanos();
    }

    private boolean mayAskAfterFailure(long now) {
        return !failed || restedFor(AFTER_FAILURE, now);
    }

    private boolean restedFor(Duration pause, long now) {
        return !asked || now - askedNanos >= pause.toNanos();
    }
}
