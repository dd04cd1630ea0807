package io.countersign.consent;

/**
 * The fixed words of a page. Each is plain text: sentences with a full stop, the title without.
 *
 * @param mood which sign the page shows
 * @param title the heading and the window's title
 * @param happened what happened
 * @param means what it means for the reader
 * @param advice what to do
 * @param mayStartAgain true where opening the consent link again can mend it
 */
record EndText(Mood mood, String title, String happened, String means, String advice, boolean mayStartAgain) {

    /** The sign at the top of the page. There is none of alarm: nothing that ends here was the reader's fault. */
    enum Mood {
        /** All done. */
        DONE,
        /** Somebody else has to act. */
        WAITING,
        /** It did not work. */
        STOPPED
    }

    /** Words for what did not work. */
    static EndText stopped(String title, String happened, String means, String advice, boolean mayStartAgain) {
        return new EndText(Mood.STOPPED, title, happened, means, advice, mayStartAgain);
    }
}
