package io.countersign.audit;

import io.vertx.mutiny.sqlclient.Row;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the trail, and thereby the id of the event that stands there. Opaque to callers; written as
 * {@code <era>-<transaction>-<id>}.
 *
 * @param era which of the servers that the trail has lived on recorded the event, from 0
 * @param transaction of the event, 64 bits without a sign that never wrap around on one server
 * @param id of the event within the table
 */
public record EventCursor(int era, long transaction, long id) implements Comparable<EventCursor> {
    /** Before the first event. */
    public static final EventCursor START = new EventCursor(0, 0, 0);

    /** All that a row can hold, whoever wrote it: an event that has no cursor would end every export. */
    public static final String PATTERN = "([0-9]{1,10})-([0-9]{1,20})-(-?[0-9]{1,19})";

    private static final Pattern TEXT = Pattern.compile(PATTERN);

    /** Empty for what no id of an event looks like, or has more than fits into its columns. */
    public static Optional<EventCursor> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new EventCursor(
                    Integer.parseInt(matcher.group(1)),
                    Long.parseUnsignedLong(matcher.group(2)),
                    Long.parseLong(matcher.group(3))));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /**
     * The place that stands in a row.
     *
     * @param transaction the column that holds its number as text: there is no type for it here
     */
    public static EventCursor of(Row row, String era, String transaction, String id) {
        return new EventCursor(
                row.getInteger(era), Long.parseUnsignedLong(row.getString(transaction)), row.getLong(id));
    }

    /** The number of the transaction, as SQL takes and gives it. */
    public String transactionText() {
        return Long.toUnsignedString(transaction);
    }

    /** The order of the trail, which is that of its rows. */
    @Override
    public int compareTo(EventCursor other) {
        if (era != other.era) {
            return Integer.compare(era, other.era);
        }
        int transactions = Long.compareUnsigned(transaction, other.transaction);
        return transactions != 0 ? transactions : Long.compare(id, other.id);
    }

    /** The form that {@link #parse} reads. */
    @Override
    public String toString() {
        return era + "-" + transactionText() + "-" + id;
    }
}
