package io.countersign.audit;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the trail, and thereby the id of the event that stands there. Opaque to callers; written as {@code <transaction>-<id>}.
 *
 * @param transaction of the event, 64 bits that never wrap around
 * @param id of the event within the table
 */
record EventCursor(long transaction, long id) {
    /** Before the first event. */
    static final EventCursor START = new EventCursor(0, 0);

    /** At most 18 digits: always a long. */
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,18})-([0-9]{1,18})");

    /** Empty for what no id of an event looks like. */
    static Optional<EventCursor> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(new EventCursor(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))))
                : Optional.empty();
    }

    /** The form that {@link #parse} reads. */
    @Override
    public String toString() {
        return transaction + "-" + id;
    }
}
