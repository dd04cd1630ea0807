package io.countersign.console;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a page: any of these, in this order.
 *
 * @param heading null where the page's own is enough
 * @param text a sentence or two
 * @param mood of the text: framed where it is not plain
 * @param code what is to be copied as it stands, or null
 * @param links to pages where something can be done
 */
record Block(
        @Nullable String heading,
        @Nullable String text,
        Mood mood,
        @Nullable String code,
        @Nullable Bar bar,
        List<Chart> charts,
        List<Life> lives,
        List<Fact> facts,
        @Nullable Form form,
        @Nullable Table table,
        List<Link> links) {
    Block {
        charts = List.copyOf(charts);
        lives = List.copyOf(lives);
        facts = List.copyOf(facts);
        links = List.copyOf(links);
    }

    static Block of(@Nullable String heading, @Nullable String text) {
        return new Block(heading, text, Mood.PLAIN, null, null, List.of(), List.of(), List.of(), null, null, List.of());
    }

    static Block facts(@Nullable String heading, List<Fact> facts) {
        return of(heading, null).with(facts);
    }

    static Block table(@Nullable String heading, Table table) {
        return of(heading, null).with(table);
    }

    static Block links(List<Link> links) {
        return of(null, null).withLinks(links);
    }

    Block in(Mood other) {
        return new Block(heading, text, other, code, bar, charts, lives, facts, form, table, links);
    }

    /** With a text that is to be copied: shown as it is, each line by itself. */
    Block withCode(String other) {
        return new Block(heading, text, mood, other, bar, charts, lives, facts, form, table, links);
    }

    Block with(Bar other) {
        return new Block(heading, text, mood, code, other, charts, lives, facts, form, table, links);
    }

    Block withCharts(List<Chart> other) {
        return new Block(heading, text, mood, code, bar, other, lives, facts, form, table, links);
    }

    Block withLives(List<Life> other) {
        return new Block(heading, text, mood, code, bar, charts, other, facts, form, table, links);
    }

    Block with(List<Fact> other) {
        return new Block(heading, text, mood, code, bar, charts, lives, other, form, table, links);
    }

    Block with(Form other) {
        return new Block(heading, text, mood, code, bar, charts, lives, facts, other, table, links);
    }

    Block with(Table other) {
        return new Block(heading, text, mood, code, bar, charts, lives, facts, form, other, links);
    }

    Block withLinks(List<Link> other) {
        return new Block(heading, text, mood, code, bar, charts, lives, facts, form, table, other);
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
