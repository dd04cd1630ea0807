package io.countersign.console;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Numbers over time as columns, for the eye; the same in a sentence, and number by number in a table.
 *
 * @param heading what is counted
 * @param summary the picture in words: what a screen reader says in its place
 */
record Chart(String heading, String summary, Mood mood, List<Column> columns) {
    /** Of the picture, in its own units. */
    static final int HEIGHT = 60;

    private static final int STEP = 10;
    private static final int GAP = 1;
    /** Less than this is not seen, and one is not none. */
    private static final long LEAST = 2;

    Chart {
        columns = List.copyOf(columns);
    }

    /**
     * How many there are of a span of time.
     *
     * @param label which, as words go on after "in" or "on"
     */
    record Span(String label, long number) {}

    /** A span and where its column stands. */
    record Column(Span span, int x, long height) {
        /** Where it begins, counted from above. */
        public long y() {
            return HEIGHT - height;
        }

        /** The same for all. */
        public int width() {
            return STEP - 2 * GAP;
        }
    }

    /**
     * A chart of spans that follow each other. The highest fills the picture.
     *
     * @param when the word before a span's label: "on" a day, "at" an hour
     */
    static Chart of(String heading, String when, Mood mood, List<Span> spans) {
        long most = spans.stream().mapToLong(Span::number).max().orElse(0);
        List<Column> columns = IntStream.range(0, spans.size())
                .mapToObj(i -> new Column(
                        spans.get(i), i * STEP + GAP, height(spans.get(i).number(), most)))
                .toList();
        return new Chart(heading, summary(when, spans), mood, columns);
    }

    private static long height(long number, long most) {
        return number == 0 ? 0 : Math.max(LEAST, number * HEIGHT / most);
    }

    private static String summary(String when, List<Span> spans) {
        long sum = spans.stream().mapToLong(Span::number).sum();
        if (sum == 0) {
            return "None.";
        }
        Span most = spans.stream()
                .max(Comparator.comparingLong(Span::number).thenComparing(span -> -spans.indexOf(span)))
                .orElseThrow();
        return most.number() == sum
                ? "%d, all %s %s.".formatted(sum, when, most.label())
                : "%d altogether, most %s %s: %d.".formatted(sum, when, most.label(), most.number());
    }

    /** How wide the picture is, in its own units. */
    public int width() {
        return columns.size() * STEP;
    }

    /** Where the ground is on which the columns stand. */
    public int ground() {
        return HEIGHT;
    }

    /** The first span's label; there is one. */
    public String first() {
        return columns.getFirst().span().label();
    }

    /** The last span's. */
    public String last() {
        return columns.getLast().span().label();
    }

    /** Those columns that can be seen. */
    public List<Column> counted() {
        return columns.stream().filter(column -> column.height() > 0).toList();
    }

    /** The class in the style sheet. */
    public String style() {
        return mood.style();
    }
}
