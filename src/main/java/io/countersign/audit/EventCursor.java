package io.countersign.audit;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the trail, and thereby the id of the event that stands there. Opaque to callers; written as
 * {@code <era>-<transaction>-<id>}.
 *
 * @param era which of the servers that the trail has lived on recorded the event, from 0
 * @param transaction of the event, 64 bits that never wrap around on one server
 * @param id of the event within the table
 */
record EventCursor(int era, long transaction, long id) {
    /** Before the first event. */
    static final EventCursor START = new EventCursor(0, 0, 0);

    /** At most 9 and 18 digits: always an int and a long. */
    static final String PATTERN = "([0-9]{1,9})-([0-9]{1,18})-([0-9]{1,18})";

    private static final Pattern TEXT = Pattern.compile(PATTERN);

    /** Empty for what no id of an event looks like. */
    static Optional<EventCursor> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(new EventCursor(
                        Integer.parseInt(matcher.group(1)),
                        Long.parseLong(matcher.group(2)),
                        Long.parseLong(matcher.group(3))))
                : Optional.empty();
    }

    /** The form that {@link #parse} reads. */
    @Override
    public String toString() {
        return era + "-" + transaction + "-" + id;
    }
}
