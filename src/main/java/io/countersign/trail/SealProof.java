package io.countersign.trail;

import io.countersign.audit.StoredEvents;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Proves one seal by its row and its events. */
final class SealProof {
    /**
     * Rows behind a seal among which one is looked for whose events were ended: sealing passes over a thousand at most,
     * and makes no more anew over the same events.
     */
    private static final int ROWS = 2 * (LastSeal.MOST_ABOVE + 1);

    private final SealRows seals;
    private final StoredEvents events;
    private final SealHash hash;

    SealProof(SealRows seals, StoredEvents events, SealHash hash) {
        this.seals = seals;
        this.events = events;
        this.hash = hash;
    }

    /** What is wrong with that one; empty where it holds. */
    Uni<Optional<BrokenSeal.Found>> of(SealRows.Bound row) {
        return of(row, this::isEndedByOthers);
    }

    /**
     * What is wrong with one of the line whose events are to be ended, or with the one that it follows; empty where
     * both hold. Whoever says in a row that its events were ended takes it out of what is to be ended, and only the
     * seal behind it leads there. That others were ended is no excuse: what cannot be proven stays.
     *
     * @param before the one that was proven just before; null for the first
     */
    Uni<Optional<BrokenSeal>> toEnd(SealRows.@Nullable Bound before, SealRows.Bound row) {
        Seal seal = row.seal();
        boolean goesOn = before != null && before.seal().number() == seal.follows();
        return (goesOn ? Uni.createFrom().item(Optional.<BrokenSeal>empty()) : ofFollowed(seal))
                .chain(wrong -> wrong.isPresent()
                        ? Uni.createFrom().item(wrong)
                        : of(row, other -> Uni.createFrom().item(false))
                                .map(found -> found.map(what -> BrokenSeal.of(seal, what))));
    }

    /** Where there is none, the seal itself does not hold. */
    private Uni<Optional<BrokenSeal>> ofFollowed(Seal seal) {
        return seals.after(seal.follows() - 1, 1)
                .map(rows -> rows.stream()
                        .filter(row -> row.seal().number() == seal.follows())
                        .findFirst()
                        .flatMap(row -> SealCheck.ofRow(row, hash).map(what -> BrokenSeal.of(row.seal(), what))));
    }

    /** @param excused whether it need not be proven that its events are there */
    private Uni<Optional<BrokenSeal.Found>> of(SealRows.Bound row, Function<Seal, Uni<Boolean>> excused) {
        Seal seal = row.seal();
        SealEnd before = row.before();
        Optional<BrokenSeal.Found> wrong = SealCheck.ofRow(row, hash);
        if (before == null || wrong.isPresent()) {
            return Uni.createFrom().item(wrong);
        }
        return events.between(before.place(), seal.last(), SealCheck.eventsToRead(seal))
                .map(found -> SealCheck.ofEvents(seal, found, hash))
                .chain(what -> what.isEmpty() || seal.dropped() != null
                        ? Uni.createFrom().item(what)
                        : again(seal, what, excused));
    }

    /** A row that was read some time ago may not say yet that its events were ended since. */
    private Uni<Optional<BrokenSeal.Found>> again(
            Seal seal, Optional<BrokenSeal.Found> what, Function<Seal, Uni<Boolean>> excused) {
        return seals.after(seal.number() - 1, 1)
                .chain(rows -> rows.stream()
                        .filter(now -> now.seal().number() == seal.number()
                                && now.seal().dropped() != null)
                        .findFirst()
                        .map(this::of)
                        .orElseGet(() -> excused.apply(seal).map(is -> is ? Optional.empty() : what)));
    }

    /**
     * Whether retention began to end its events by a seal of the line that it is not on. Then nothing can prove what is
     * left of them but the seals of the line, which are proven like any other.
     */
    private Uni<Boolean> isEndedByOthers(Seal seal) {
        return SealLine.read(seals, hash, seal.follows())
                .chain(line -> line.has(seal.number())
                        ? Uni.createFrom().item(false)
                        : seals.after(seal.follows(), ROWS)
                                .map(rows -> rows.stream().anyMatch(other -> hasEnded(other, seal, line))));
    }

    private boolean hasEnded(SealRows.Bound other, Seal seal, SealLine line) {
        return other.seal().dropped() != null
                && line.has(other.seal().number())
                && beganToReplace(other.seal(), seal)
                && SealCheck.ofRow(other, hash).isEmpty();
    }

    /**
     * Whether a seal of the line covers the first event of one beside it: retention ends the oldest first. And was made
     * after that one: for as long as events are kept, it told then what was changed in the meantime. One that was made
     * before, and put back, leads the line to seals that nothing was proven of.
     */
    private static boolean beganToReplace(Seal other, Seal seal) {
        return other.first().compareTo(seal.first()) <= 0
                && seal.first().compareTo(other.last()) <= 0
                && !other.sealedAt().time().isBefore(seal.sealedAt().time());
    }
}
