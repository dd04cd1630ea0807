package io.countersign.trail;

import io.countersign.audit.StoredEvent;
import io.countersign.audit.StoredEvents;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Whether what is not sealed yet is to be sealed now, and how. */
final class SealPlan {
    private static final byte[] OPEN = {};

    private SealPlan() {}

    /**
     * The next seal: over as many events as there may be in one, or fewer if one of them is old enough.
     *
     * @param before the end of the last seal that holds
     * @param number the number it gets
     * @param tail what stands behind that end, at most {@link Seal#MOST_EVENTS} events
     * @param every how old an event gets before it is sealed
     * @param now by the database's clock
     */
    static Optional<Seal> next(
            SealEnd before, long number, StoredEvents.Tail tail, Duration every, Seal.Moment now, SealHash hash) {
        List<StoredEvent> events = tail.events();
        boolean full = events.size() >= Seal.MOST_EVENTS;
        if (events.isEmpty() || (!full && tail.age().compareTo(every) < 0)) {
            return Optional.empty();
        }
        Seal open = new Seal(
                number,
                before.number(),
                events.getFirst().place(),
                events.getLast().place(),
                events.size(),
                hash.ofEvents(number, events),
                OPEN,
                now,
                null);
        return Optional.of(open.withMac(hash.of(before.mac(), open)));
    }
}
