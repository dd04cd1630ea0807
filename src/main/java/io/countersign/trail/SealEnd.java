package io.countersign.trail;

import io.countersign.audit.EventCursor;

/**
 * Where a seal ends: what the next one goes on from and is bound to.
 *
 * @param number of the seal; 0 before the first
 * @param place of its last event: everything behind belongs to the next seal
 * @param mac its hash; of no bytes before the first
 */
record SealEnd(long number, EventCursor place, byte[] mac) {
    /** Before the first seal. */
    static final SealEnd NONE = new SealEnd(0, EventCursor.START, new byte[0]);

    static SealEnd of(Seal seal) {
        return new SealEnd(seal.number(), seal.last(), seal.mac());
    }
}
