package io.countersign.trail;

import io.countersign.vault.KeptVaultKey;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Looks for the last seal that holds: one statement where it is the newest, as it should be. */
@ApplicationScoped
class LastSeal {
    /** Rows above it at most. With more of them it is not found, and nothing is sealed. */
    static final int MOST_ABOVE = 1000;

    private final SealRows seals;
    private final KeptVaultKey key;
    private final BrokenTrail broken;

    LastSeal(SealRows seals, KeptVaultKey key, BrokenTrail broken) {
        this.seals = seals;
        this.key = key;
        this.broken = broken;
    }

    /** What a look came to. */
    sealed interface Found {
        /** The vault's own key proves where the trail is sealed to. */
        record Proven(SealTip at) implements Found {}

        /**
         * The key is not at hand, so that nobody can tell which rows the vault made.
         *
         * @param end where the newest row says that the trail is sealed to: good for a figure, and for nothing else
         */
        record Unproven(SealEnd end) implements Found {}

        /** More rows stand above it than are looked at. */
        record Buried() implements Found {}

        /** The tip; empty where none is proven. */
        default Optional<SealTip> tip() {
            return this instanceof Proven(SealTip at) ? Optional.of(at) : Optional.empty();
        }
    }

    /** Looks for it. Tells of a row above it. */
    Uni<Found> find() {
        return seals.newest(1)
                .chain(newest -> key.key()
                        .map(known -> SealTip.of(newest, 1, new SealHash(known))
                                .map(tip -> Uni.createFrom().<Found>item(new Found.Proven(tip)))
                                .orElseGet(this::below))
                        .orElseGet(() -> Uni.createFrom().item(new Found.Unproven(endOf(newest)))));
    }

    private static SealEnd endOf(SealRows.Newest newest) {
        return newest.rows().stream()
                .findFirst()
                .map(row -> SealEnd.of(row.seal()))
                .orElse(SealEnd.NONE);
    }

    /** With the key as its row has it now: the database may be another one since the last look. */
    private Uni<Found> below() {
        return key.readLately()
                .chain(known -> seals.newest(MOST_ABOVE + 1).map(newest -> {
                    Optional<SealTip> tip = SealTip.of(newest, MOST_ABOVE + 1, new SealHash(known));
                    toTell(tip, newest).ifPresent(broken::see);
                    return tip.<Found>map(Found.Proven::new).orElseGet(Found.Buried::new);
                }));
    }

    /** What does not hold: nothing, where the key that was read anew proves what the former one did not. */
    static Optional<BrokenSeal> toTell(Optional<SealTip> tip, SealRows.Newest newest) {
        return tip.isPresent()
                ? Optional.ofNullable(tip.get().above())
                : newest.rows().stream().findFirst().map(row -> BrokenSeal.of(row.seal(), BrokenSeal.Found.SEAL));
    }
}
