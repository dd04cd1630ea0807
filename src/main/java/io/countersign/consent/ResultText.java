package io.countersign.consent;

import java.util.Objects;

/**
 * The fixed words of a result page. Each is plain text: sentences with a full stop, the title without.
 *
 * @param mood which sign the page shows
 * @param title the heading and the window's title
 * @param happened what happened
 * @param means what it means for the reader
 * @param advice what to do
 * @param mayStartAgain true where opening the consent link again can mend it
 */
record ResultText(Mood mood, String title, String happened, String means, String advice, boolean mayStartAgain) {
    ResultText {
        Objects.requireNonNull(mood, "mood is null");
        Objects.requireNonNull(title, "title is null");
        Objects.requireNonNull(happened, "happened is null");
        Objects.requireNonNull(means, "means is null");
        Objects.requireNonNull(advice, "advice is null");
    }

    /** The sign at the top of the page. There is none of alarm: nothing that ends here was the reader's fault. */
    enum Mood {
        /** All done. */
        DONE,
        /** Somebody else has to act. */
        WAITING,
        /** It did not work. */
        STOPPED
    }
}
