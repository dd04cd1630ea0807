package io.countersign.console;

import java.util.Locale;

/** How good something is, for the eye. It is never told by the colour alone: the words beside it say it too. */
enum Mood {
    PLAIN,
    QUIET,
    GOOD,
    CAUTION,
    BAD;

    /** The class in the style sheet. */
    String style() {
        return name().toLowerCase(Locale.ROOT);
    }
}
