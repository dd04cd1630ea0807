package io.countersign.console;

import java.time.Duration;
import java.time.Instant;

/**
 * How much of a life is left, as a picture and in words.
 *
 * @param label whose
 * @param left of a hundred
 * @param text the same in words
 */
record Life(String label, long left, Mood mood, String text) {
    private static final long WHOLE = 100;
    private static final long LITTLE = 25;

    /**
     * The life that ends then.
     *
     * @param usual how long such a life is from its beginning
     */
    static Life of(String label, Instant end, Duration usual, Instant now) {
        long rest = Duration.between(now, end).toSeconds();
        long left = Math.clamp(rest * WHOLE / usual.toSeconds(), 0, WHOLE);
        Mood mood = rest <= 0 ? Mood.BAD : left < LITTLE ? Mood.CAUTION : Mood.GOOD;
        return new Life(label, left, mood, (rest <= 0 ? "ended " : "ends ") + Moments.of(end, now));
    }

    /** The class in the style sheet. */
    public String style() {
        return mood.style();
    }
}
