package io.countersign.trail;

import io.countersign.audit.StoredEvents;
import io.smallrye.mutiny.Uni;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One walk along the seals, in the order of their numbers: for one caller, who asks for the next step when the last one
 * was answered. Holds no connection between two statements, and in memory a few rows and the events of one seal.
 */
final class SealWalk {
    private static final int ROWS = 100;

    private final SealRows seals;
    private final SealProof proof;
    private final Deque<SealRows.Bound> read = new ArrayDeque<>();
    private long last;

    /** @param after the number of a seal that is not verified itself; 0 for none */
    SealWalk(SealRows seals, StoredEvents events, SealHash hash, long after) {
        this.seals = seals;
        this.proof = new SealProof(seals, events, hash);
        this.last = after;
    }

    /** What a step came to. */
    sealed interface Step {
        /** The next seal holds. */
        record Holds(Seal seal) implements Step {}

        /**
         * It does not, and this walk is over.
         *
         * @param next after which seal another one goes on
         */
        record Breaks(BrokenSeal broken, long next) implements Step {}

        /** There is no next seal. */
        record End() implements Step {}
    }

    /** Verifies the next seal. */
    Uni<Step> next() {
        SealRows.Bound here = read.poll();
        if (here != null) {
            return step(here);
        }
        return seals.after(last, ROWS).chain(rows -> {
            read.addAll(rows);
            SealRows.Bound first = read.poll();
            return first == null ? Uni.createFrom().item(new Step.End()) : step(first);
        });
    }

    private Uni<Step> step(SealRows.Bound row) {
        Seal seal = row.seal();
        SealEnd before = row.before();
        if (seal.number() != last + 1) {
            return missing(last + 1, seal);
        }
        if (before == null) {
            return seal.follows() == last
                    ? missing(last, seal)
                    : Uni.createFrom().item(breaks(seal, BrokenSeal.Found.SEAL));
        }
        return proof.of(row)
                .map(found -> found.map(what -> breaks(seal, what)).orElseGet(() -> {
                    last = seal.number();
                    return new Step.Holds(seal);
                }));
    }

    /** Nothing proves the seal behind the gap: whoever goes on begins behind it. */
    private static Uni<Step> missing(long number, Seal next) {
        return Uni.createFrom().item(new Step.Breaks(BrokenSeal.missing(number), next.number()));
    }

    private static Step breaks(Seal seal, BrokenSeal.Found found) {
        return new Step.Breaks(BrokenSeal.of(seal, found), seal.number());
    }
}
