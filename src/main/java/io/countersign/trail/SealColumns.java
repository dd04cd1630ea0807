package io.countersign.trail;

import io.countersign.audit.EventCursor;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads seals out of the columns that the statements of {@link SealRows} answer. */
final class SealColumns {
    private SealColumns() {}

    /** All of them, in their order. */
    static List<SealRows.Bound> bound(RowSet<Row> rows) {
        List<SealRows.Bound> seals = new ArrayList<>(rows.size());
        rows.forEach(row -> seals.add(bound(row)));
        return seals;
    }

    /** One of them, with what it is bound to. */
    static SealRows.Bound bound(Row row) {
        return new SealRows.Bound(seal(row), before(row));
    }

    private static @Nullable SealEnd before(Row row) {
        if (row.getLong("follows") == SealEnd.NONE.number()) {
            return SealEnd.NONE;
        }
        byte[] mac = bytes(row, "before_mac");
        return mac == null
                ? null
                : new SealEnd(
                        row.getLong("before"),
                        EventCursor.of(row, "before_era", "before_transaction", "before_id"),
                        mac);
    }

    private static Seal seal(Row row) {
        byte[] dropped = bytes(row, "dropped_mac");
        return new Seal(
                row.getLong("number"),
                row.getLong("follows"),
                EventCursor.of(row, "first_era", "first_transaction", "first_id"),
                EventCursor.of(row, "last_era", "last_transaction", "last_id"),
                row.getInteger("events"),
                Objects.requireNonNull(bytes(row, "events_mac")),
                Objects.requireNonNull(bytes(row, "mac")),
                moment(row, "sealed_at", "sealed_text"),
                dropped == null ? null : new Seal.Dropped(moment(row, "dropped_at", "dropped_text"), dropped));
    }

    private static byte @Nullable [] bytes(Row row, String column) {
        return row.getBuffer(column) == null ? null : row.getBuffer(column).getBytes();
    }

    /** @param text the column with the same as text, in seconds since 1970 */
    static Seal.Moment moment(Row row, String time, String text) {
        return new Seal.Moment(
                Objects.requireNonNull(row.getOffsetDateTime(time)).toInstant(), row.getString(text));
    }
}
