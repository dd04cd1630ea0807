package io.countersign.console;

import org.jspecify.annotations.Nullable;

/**
 * A piece of text on a page. All of it is escaped.
 *
 * @param text what it says
 * @param href where it leads, already encoded; or null
 * @param mood {@link Mood#PLAIN} is shown without a frame
 * @param note a second line in small letters, or null
 */
record Cell(
        String text,
        @Nullable String href,
        Mood mood,
        @Nullable String note) {
    private static final String NOTHING = "–";

    static Cell of(@Nullable String text) {
        return new Cell(text == null || text.isEmpty() ? NOTHING : text, null, Mood.PLAIN, null);
    }

    static Cell of(long number) {
        return of(Long.toString(number));
    }

    static Cell of(Link link) {
        return new Cell(link.text(), link.href(), Mood.PLAIN, null);
    }

    static Cell of(String text, Mood mood) {
        return new Cell(text, null, mood, null);
    }

    Cell noted(@Nullable String more) {
        return new Cell(text, href, mood, more);
    }

    Cell in(Mood other) {
        return new Cell(text, href, other, note);
    }

    /** Whether it is shown in a frame of its mood's colour. */
    public boolean isFramed() {
        return mood != Mood.PLAIN;
    }

    /** The class in the style sheet. Public, like all that the template calls: Qute sees nothing else. */
    public String style() {
        return mood.style();
    }
}
