package io.countersign.caller;

import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Which caller, and which state of it: what every row of it is vouched for under.
 *
 * @param name the caller's
 * @param uuid made anew when a deleted name is used again
 * @param epoch raised by every change of the caller or of any row of it, from 1
 */
record CallerMark(String name, UUID uuid, long epoch) {
    private static final long LONGEST_STEP = 1L << 40;

    /** Of a caller that is put for the first time. */
    static CallerMark first(String name) {
        return new CallerMark(name, UUID.randomUUID(), 1);
    }

    /**
     * After a change: what was valid before is not any more. Drawn and not counted: where a restore or a failover lost
     * an epoch, or its transaction failed, the next one must not have its number, or its rows would fit again. There is
     * room for 8 million changes at the least.
     */
    CallerMark next(RandomGenerator random) {
        return new CallerMark(name, uuid, epoch + 1 + random.nextLong(LONGEST_STEP));
    }
}
