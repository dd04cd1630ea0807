package io.countersign.trail;

import io.countersign.audit.StoredEvents;
import io.countersign.clock.MonotonicClock;
import io.countersign.vault.VaultKey;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Verifies seals, from one on, until one does not hold. Writes nothing. */
@ApplicationScoped
class Verification {
    private final SealRows seals;
    private final StoredEvents events;
    private final MonotonicClock clock;

    Verification(SealRows seals, StoredEvents events, MonotonicClock clock) {
        this.seals = seals;
        this.events = events;
        this.clock = clock;
    }

    /**
     * What was verified.
     *
     * @param number how many seals hold
     * @param events how many events those have, the ended ones too
     * @param last the last seal that holds; null if none was verified
     * @param broken the one behind it that does not; null if all hold that were looked at
     * @param next after which seal to go on
     */
    record Verified(
            long number,
            long events,
            @Nullable Seal last,
            @Nullable BrokenSeal broken,
            long next) {

        private Verified with(SealWalk.Step step) {
            return switch (step) {
                case SealWalk.Step.Holds(Seal seal) ->
                    new Verified(number + 1, events + seal.events(), seal, null, seal.number());
                case SealWalk.Step.Breaks(BrokenSeal found, long on) -> new Verified(number, events, last, found, on);
                case SealWalk.Step.End end -> this;
            };
        }
    }

    /**
     * Verifies so many seals, or fewer if that takes longer.
     *
     * @param after the number of the seal before the first; 0 for all
     */
    Uni<Verified> some(VaultKey key, long after, int limit, Duration longest) {
        long start = clock.nanoTime();
        return walk(key, after, limit, () -> clock.nanoTime() - start < longest.toNanos(), so -> {});
    }

    /**
     * Verifies all of them.
     *
     * @param progress hears how far it is after each one
     */
    Uni<Verified> all(VaultKey key, Consumer<Verified> progress) {
        return walk(key, 0, Long.MAX_VALUE, () -> true, progress);
    }

    private interface Patience {
        boolean lasts();
    }

    private Uni<Verified> walk(VaultKey key, long after, long limit, Patience patience, Consumer<Verified> progress) {
        SealWalk walk = new SealWalk(seals, events, new SealHash(key), after);
        return Multi.createBy()
                .repeating()
                .uni(walk::next)
                .whilst(step -> step instanceof SealWalk.Step.Holds && patience.lasts())
                .select()
                .first(limit)
                .onItem()
                .scan(() -> new Verified(0, 0, null, null, after), Verified::with)
                .onItem()
                .invoke(progress)
                .collect()
                .last();
    }
}
