package io.countersign.trail;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether seals hold, as the API shows it.
 *
 * @param holds whether all do that were verified
 * @param from the first of them; null if there was none
 * @param to the last of them that holds, likewise
 * @param next after which to go on; null where nothing is left
 * @param newest the last seal that holds; null while there is none, or where too many rows stand above it
 * @param unsealed how many events are younger than it, counted up to 100,000
 * @param broken the first that does not hold, or null
 */
record VerificationView(
        boolean holds,
        @Nullable Long from,
        @Nullable Long to,
        @Nullable Long next,
        @Nullable SealView newest,
        long unsealed,
        @Nullable BrokenSealView broken) {

    /**
     * A seal.
     *
     * @param mac its hash, 64 hexadecimal digits
     * @param last the id of its last event
     */
    record SealView(long number, String mac, String last, Instant sealedAt) {
        static SealView of(Seal seal) {
            return new SealView(
                    seal.number(),
                    seal.macText(),
                    seal.last().toString(),
                    seal.sealedAt().time());
        }
    }

    /**
     * A seal that does not hold.
     *
     * @param seal its number
     * @param found what is wrong, see {@link BrokenSeal.Found}
     * @param first the id of its first event; null if the seal itself is missing
     * @param last the id of its last event, likewise
     */
    record BrokenSealView(
            long seal,
            String found,
            @Nullable String first,
            @Nullable String last) {
        static BrokenSealView of(BrokenSeal broken) {
            return new BrokenSealView(
                    broken.number(),
                    broken.found().wireName(),
                    broken.first() == null ? null : broken.first().toString(),
                    broken.last() == null ? null : broken.last().toString());
        }
    }

    /**
     * @param after where it began
     * @param tip where the trail is sealed to; null where that was not found
     * @param gone what this replica misses at the end, told where the end is verified and nothing else is broken
     */
    static VerificationView of(
            long after,
            Verification.Verified verified,
            @Nullable SealTip tip,
            long unsealed,
            @Nullable BrokenSeal gone) {
        Seal last = verified.last();
        Seal newest = tip == null ? null : tip.seal();
        boolean whole = tip == null ? verified.next() == after : verified.next() >= tip.highest();
        BrokenSeal broken = verified.broken() == null && whole ? gone : verified.broken();
        return new VerificationView(
                broken == null,
                last == null ? null : after + 1,
                last == null ? null : last.number(),
                whole ? null : verified.next(),
                newest == null ? null : SealView.of(newest),
                unsealed,
                broken == null ? null : BrokenSealView.of(broken));
    }
}
