package io.countersign.console;

import java.util.ArrayList;
import java.util.List;

/** A whole and its parts, as a picture and as words beside it. */
record Bar(List<Segment> segments) {
    /** Of the picture, in its own units. */
    private static final int WIDTH = 1000;

    Bar {
        segments = List.copyOf(segments);
    }

    /** A part. */
    record Part(String label, long number, Mood mood, String href) {}

    /** A part and where it stands. */
    record Segment(Part part, long x, long width) {
        /** The class in the style sheet. */
        public String style() {
            return part.mood().style();
        }
    }

    static Bar of(List<Part> parts) {
        long sum = parts.stream().mapToLong(Part::number).sum();
        List<Segment> segments = new ArrayList<>();
        long before = 0;
        for (Part part : parts) {
            long x = sum == 0 ? 0 : before * WIDTH / sum;
            before += part.number();
            long end = sum == 0 ? 0 : before * WIDTH / sum;
            segments.add(new Segment(part, x, end - x));
        }
        return new Bar(segments);
    }
}
