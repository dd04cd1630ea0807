package io.countersign.trail;

import io.countersign.audit.EventCursor;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The first seal that does not hold.
 *
 * @param number its number
 * @param found what is wrong
 * @param first the place of its first event, as its row has it; null where there is no row
 * @param last the place of its last event, likewise
 */
record BrokenSeal(
        long number,
        Found found,
        @Nullable EventCursor first,
        @Nullable EventCursor last) {

    /** What is wrong with a seal. */
    enum Found {
        /** Its events are not those that were sealed: one was changed, removed or added. */
        EVENTS,
        /** Its own row was changed, or that of the seal before. */
        SEAL,
        /** There is no seal of that number, and there are later ones. */
        MISSING,
        /** Its events are said to have been ended, and the vault did not do it. */
        DROPPED,
        /**
         * It was the newest one that a replica knew, and is not there any more, or is another one, or the seals that
         * came since do not go back to it.
         */
        GONE;

        /** On the wire, in logs and in the trail. */
        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static BrokenSeal missing(long number) {
        return new BrokenSeal(number, Found.MISSING, null, null);
    }

    static BrokenSeal of(Seal seal, Found found) {
        return new BrokenSeal(seal.number(), found, seal.first(), seal.last());
    }

    /** For the log. */
    @Override
    public String toString() {
        return "seal=" + number + " found=" + found.wireName() + " first=" + first + " last=" + last;
    }
}
