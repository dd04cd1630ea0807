package io.countersign.ops;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The answers to the last minute's statements, and whether they tell that PostgreSQL is slow. What counts is the
 * median: some statements are long on purpose, and wait for a lock or read much, but never most of them.
 *
 * @param slices of ten seconds each, the newest last; at most six
 */
record StatementMinute(List<Slice> slices) {
    /** Longer than any of the usual statements takes, also to another zone. */
    static final Duration SLOW = Duration.ofMillis(200);

    static final StatementMinute EMPTY = new StatementMinute(List.of());

    private static final int SLICES = 6;

    /** Fewer may be the long ones. */
    private static final int LEAST = 20;

    /** What {@link DatabaseWatch} alone asks in a minute, but one: all of them are short. */
    private static final int OF_THE_WATCH = 5;

    StatementMinute {
        slices = List.copyOf(slices);
    }

    /**
     * Answers that came within ten seconds.
     *
     * @param all how many
     * @param slow how many of them took longer than {@link #SLOW}
     */
    record Slice(long all, long slow) {}

    /** Ten seconds later. */
    StatementMinute then(Slice newest) {
        Stream<Slice> kept = slices.stream().skip(slices.size() < SLICES ? 0 : 1);
        return new StatementMinute(Stream.concat(kept, Stream.of(newest)).toList());
    }

    /**
     * Whether PostgreSQL counts as slow.
     *
     * @param before whether it did ten seconds ago: between more than half and less than a quarter of the answers, that
     *     stays. Few answers begin nothing, but end it where nobody asks for more; next to none say nothing
     */
    boolean isSlow(boolean before) {
        long all = all();
        long slow = slow();
        if (before) {
            return all < OF_THE_WATCH || 4 * slow >= all;
        }
        return all >= LEAST && 2 * slow > all;
    }

    long all() {
        return slices.stream().mapToLong(Slice::all).sum();
    }

    long slow() {
        return slices.stream().mapToLong(Slice::slow).sum();
    }
}
