package io.countersign.notice;

import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A delivery as operators see it.
 *
 * @param id what the receiver gets as {@code webhook-id}
 * @param type of the event
 * @param tenant whose, or null
 * @param connection which of the tenant's, or null
 * @param status {@code pending}, {@code delivered} or {@code failed}
 * @param attempts how many were made, also before it was asked for again
 * @param lastStatus the HTTP status of the last answer, or null where there was none
 * @param lastError why there was no answer, or why nothing was sent; else null
 * @param occurredAt when the event was recorded
 * @param lastAttemptAt or null where there was none
 * @param nextAttemptAt not before; null where there is none
 */
public record DeliveryView(
        String id,
        String type,
        @Nullable String tenant,
        @Nullable String connection,
        String status,
        int attempts,
        @Nullable Integer lastStatus,
        @Nullable String lastError,
        Instant occurredAt,
        @Nullable Instant lastAttemptAt,
        @Nullable Instant nextAttemptAt) {

    /** In front of a delivery's uuid. */
    static final String PREFIX = "msg_";

    static DeliveryView of(Row row) {
        return new DeliveryView(
                PREFIX + row.getUUID("id"),
                row.getString("type"),
                row.getString("tenant"),
                row.getString("connection"),
                row.getString("status"),
                row.getInteger("attempts"),
                row.getInteger("answered"),
                row.getString("error"),
                row.getOffsetDateTime("occurred_at").toInstant(),
                instant(row.getOffsetDateTime("attempted_at")),
                instant(row.getOffsetDateTime("due_at")));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    /** The uuid in such an id; null for what is none. */
    static @Nullable UUID uuidIn(String id) {
        try {
            return id.startsWith(PREFIX) && id.length() == PREFIX.length() + 36
                    ? UUID.fromString(id.substring(PREFIX.length()))
                    : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
