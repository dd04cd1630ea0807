package io.countersign.trail;

import io.countersign.audit.EventCursor;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A seal, as its row has it or is to have it.
 *
 * @param number from 1, without a gap
 * @param follows the number of the seal before, 0 for the first: the number below, unless a row stood in its place
 *     there that does not hold
 * @param first the place of its first event; no event stands between this and the last one of the seal before
 * @param last the place of its last event
 * @param events how many there are, from 1 to {@value #MOST_EVENTS}
 * @param eventsMac over the events
 * @param mac over all of the above, the time and the seal before
 * @param sealedAt when, by the database's clock
 * @param dropped what says that its events were ended; null while they are there
 */
record Seal(
        long number,
        long follows,
        EventCursor first,
        EventCursor last,
        int events,
        byte[] eventsMac,
        byte[] mac,
        Moment sealedAt,
        @Nullable Dropped dropped) {

    /** The most events of a seal. */
    static final int MOST_EVENTS = 1000;

    /**
     * A moment of the database's clock.
     *
     * @param time to the microsecond
     * @param text the same as PostgreSQL writes it, in seconds since 1970: what is hashed
     */
    record Moment(Instant time, String text) {}

    /**
     * That its events were ended.
     *
     * @param mac over that, which only the vault can make
     */
    record Dropped(Moment at, byte[] mac) {}

    /** The same with this hash. */
    Seal withMac(byte[] other) {
        return new Seal(number, follows, first, last, events, eventsMac, other, sealedAt, dropped);
    }

    /** The hash for people and logs: 64 hexadecimal digits. */
    String macText() {
        return HexFormat.of().formatHex(mac);
    }
}
