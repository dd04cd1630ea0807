package io.countersign.trail;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The seals that the newest one that holds goes back to, each by the one that it follows: together they cover every
 * event once. Sealing passed over the other rows because they did not hold then. Those may be junk, or seals that
 * somebody damaged and has put back since; what they cover is in seals of the line, too.
 *
 * @param passed what it passed over, the highest first
 */
record SealLine(List<Passed> passed) {
    /** Rows of a statement. */
    static final int ROWS = 1000;

    /** Where nothing was passed over. */
    static final SealLine WHOLE = new SealLine(List.of());

    /**
     * Rows that a seal passed over: those between two numbers.
     *
     * @param above the seal that it follows
     * @param below the seal itself
     */
    record Passed(long above, long below) {}

    /** Where the rows come from, see {@link SealRows#passing}. */
    interface Passing {
        Uni<List<SealRows.Bound>> upTo(long number, int limit);
    }

    /** Whether the seal of that number is one of the line, if it holds. */
    boolean has(long number) {
        return passed.stream().noneMatch(rows -> rows.above() < number && number < rows.below());
    }

    /**
     * The same line, further down.
     *
     * @param rows what says that it does not follow the row below it, the highest first, and lower than all before
     */
    SealLine with(List<SealRows.Bound> rows, SealHash hash) {
        List<Passed> all = new ArrayList<>(passed);
        for (SealRows.Bound row : rows) {
            Seal seal = row.seal();
            if (SealCheck.isBound(row, hash)
                    && (all.isEmpty() || seal.number() <= all.getLast().above())) {
                all.add(new Passed(seal.follows(), seal.number()));
            }
        }
        return new SealLine(List.copyOf(all));
    }

    /**
     * As the rows have it now: one statement, unless somebody has put many rows there.
     *
     * @param from the lowest number that is asked for; below it, the answer may be wrong
     */
    static Uni<SealLine> read(SealRows seals, SealHash hash, long from) {
        return read(seals::passing, hash, from);
    }

    /** The same, whatever the number of rows: a statement for each thousand, one after the other. */
    static Uni<SealLine> read(Passing rows, SealHash hash, long from) {
        return Multi.createBy()
                .repeating()
                .uni(() -> new AtomicLong(Long.MAX_VALUE), highest -> page(rows, highest))
                .whilst(page -> page.size() == ROWS && page.getLast().seal().number() > from)
                .onItem()
                .scan(() -> WHOLE, (line, page) -> line.with(page, hash))
                .collect()
                .last();
    }

    /** The next rows, from that number down, which it moves on. */
    private static Uni<List<SealRows.Bound>> page(Passing rows, AtomicLong highest) {
        return rows.upTo(highest.get(), ROWS).invoke(page -> {
            if (!page.isEmpty()) {
                highest.set(page.getLast().seal().number() - 1);
            }
        });
    }
}
