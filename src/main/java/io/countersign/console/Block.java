package io.countersign.console;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a page: any of these, in this order.
 *
 * @param heading null where the page's own is enough
 * @param text a sentence or two
 * @param mood of the text: framed where it is not plain
 */
record Block(
        @Nullable String heading,
        @Nullable String text,
        Mood mood,
        @Nullable Bar bar,
        List<Life> lives,
        List<Fact> facts,
        @Nullable Form form,
        @Nullable Table table) {
    Block {
        lives = List.copyOf(lives);
        facts = List.copyOf(facts);
    }

    static Block of(@Nullable String heading, @Nullable String text) {
        return new Block(heading, text, Mood.PLAIN, null, List.of(), List.of(), null, null);
    }

    static Block facts(@Nullable String heading, List<Fact> facts) {
        return of(heading, null).with(facts);
    }

    static Block table(@Nullable String heading, Table table) {
        return of(heading, null).with(table);
    }

    Block in(Mood other) {
        return new Block(heading, text, other, bar, lives, facts, form, table);
    }

    Block with(Bar other) {
        return new Block(heading, text, mood, other, lives, facts, form, table);
    }

    Block withLives(List<Life> other) {
        return new Block(heading, text, mood, bar, other, facts, form, table);
    }

    Block with(List<Fact> other) {
        return new Block(heading, text, mood, bar, lives, other, form, table);
    }

    Block with(Form other) {
        return new Block(heading, text, mood, bar, lives, facts, other, table);
    }

    Block with(Table other) {
        return new Block(heading, text, mood, bar, lives, facts, form, other);
    }

    /** Whether its text is shown in a frame of its mood's colour. */
    public boolean isFramed() {
        return mood != Mood.PLAIN;
    }

    /** The class in the style sheet. Public, like all that the template calls: Qute sees nothing else. */
    public String style() {
        return mood.style();
    }
}
