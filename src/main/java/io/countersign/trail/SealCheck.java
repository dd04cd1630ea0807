package io.countersign.trail;

import io.countersign.audit.StoredEvent;
import io.countersign.crypto.Digest;
import java.util.List;
import java.util.Optional;

/**
 * What proves a seal. First its row alone, then its events, which are looked for where the row says that they stand:
 * only a row that holds says that rightly.
 */
final class SealCheck {
    private SealCheck() {}

    /** Whether the vault made this seal, and bound it to the one before as that stands now. */
    static boolean isBound(SealRows.Bound row, SealHash hash) {
        SealEnd before = row.before();
        return before != null
                && Digest.same(hash.of(before.mac(), row.seal()), row.seal().mac());
    }

    /** What is wrong with a row. */
    static Optional<BrokenSeal.Found> ofRow(SealRows.Bound row, SealHash hash) {
        if (!isBound(row, hash)) {
            return Optional.of(BrokenSeal.Found.SEAL);
        }
        Seal seal = row.seal();
        Seal.Dropped dropped = seal.dropped();
        return dropped != null && !Digest.same(hash.ofDrop(seal, dropped.at()), dropped.mac())
                ? Optional.of(BrokenSeal.Found.DROPPED)
                : Optional.empty();
    }

    /** How many events have to be read to judge a row that holds: one more than there may be. */
    static int eventsToRead(Seal seal) {
        return seal.dropped() == null ? seal.events() + 1 : 1;
    }

    /**
     * What is wrong with the events.
     *
     * @param seal one whose row holds
     * @param events what stands behind the seal before, up to the last event of this one
     */
    static Optional<BrokenSeal.Found> ofEvents(Seal seal, List<StoredEvent> events, SealHash hash) {
        boolean holds = seal.dropped() == null
                ? events.size() == seal.events() && Digest.same(hash.ofEvents(seal.number(), events), seal.eventsMac())
                : events.isEmpty();
        return holds ? Optional.empty() : Optional.of(BrokenSeal.Found.EVENTS);
    }
}
