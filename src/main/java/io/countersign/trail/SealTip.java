package io.countersign.trail;

import io.countersign.trail.BrokenSeal.Found;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the trail is sealed to: by the last seal that the vault made, whatever rows somebody else put above it. Sealing
 * goes on from there.
 *
 * @param seal that one; null where there is none
 * @param next the number of the next seal: the first above it that no row has
 * @param highest the highest number that a row has; 0 without rows
 * @param above the lowest row above it; null if there is none, as it should be
 * @param now when that was read, by the database's clock
 * @param hash what proved it, and what the next seal is made by: from nothing else may be sealed
 */
record SealTip(
        @Nullable Seal seal,
        long next,
        long highest,
        @Nullable BrokenSeal above,
        Seal.Moment now,
        SealHash hash) {

    /** Where the next seal begins. */
    SealEnd end() {
        return seal == null ? SealEnd.NONE : SealEnd.of(seal);
    }

    /**
     * What these rows say; empty where the last seal may be below them.
     *
     * @param limit how many rows were asked for
     */
    static Optional<SealTip> of(SealRows.Newest newest, int limit, SealHash hash) {
        List<SealRows.Bound> rows = newest.rows();
        long highest = rows.isEmpty() ? 0 : rows.getFirst().seal().number();
        Set<Long> taken = new HashSet<>();
        BrokenSeal above = null;
        for (SealRows.Bound row : rows) {
            Seal seal = row.seal();
            if (SealCheck.isBound(row, hash)) {
                return Optional.of(new SealTip(seal, free(seal.number(), taken), highest, above, newest.now(), hash));
            }
            taken.add(seal.number());
            above = BrokenSeal.of(seal, Found.SEAL);
        }
        return rows.size() < limit
                ? Optional.of(new SealTip(null, free(0, taken), highest, above, newest.now(), hash))
                : Optional.empty();
    }

    private static long free(long number, Set<Long> taken) {
        long next = number + 1;
        while (taken.contains(next)) {
            next++;
        }
        return next;
    }
}
