package io.countersign.caller;

import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;

/**
 * The row of a caller. Its grants and keys stand in rows of their own.
 *
 * @param signed which caller
 * @param createdAt by the database's clock
 * @param updatedAt when its grants were last put
 */
record CallerRow(Signed<CallerMark> signed, Instant createdAt, Instant updatedAt) {

    /** Of a statement that selects these columns. */
    static CallerRow of(Row row) {
        return new CallerRow(
                markOf(row),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    /** Of a statement that selects these columns. */
    static Signed<CallerMark> markOf(Row row) {
        return new Signed<>(
                new CallerMark(row.getString("name"), row.getUUID("uuid"), row.getLong("epoch")),
                row.getBuffer("mac").getBytes());
    }

    String name() {
        return signed.row().name();
    }
}
