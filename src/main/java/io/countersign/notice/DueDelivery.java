package io.countersign.notice;

import io.countersign.connection.ConnectionId;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A delivery whose attempt is this process' until its lease ends.
 *
 * @param webhook the receiver's uuid
 * @param id names the notice to its receiver, the same at each attempt
 * @param attempt names this attempt: whoever took it over since has another
 * @param failures attempts of this round that failed before
 * @param type of the event
 * @param occurredAt when the event was recorded
 * @param tenant whose, or null where it belongs to none
 * @param connection which of the tenant's, or null
 * @param details as the trail has them; whoever can write there can write anything
 * @param link sealed, if one was made at an earlier attempt
 * @param linkUntil when that ends
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared as a whole.
record DueDelivery(
        UUID webhook,
        UUID id,
        UUID attempt,
        int failures,
        String type,
        Instant occurredAt,
        @Nullable String tenant,
        @Nullable String connection,
        JsonObject details,
        byte @Nullable [] link,
        @Nullable Instant linkUntil) {

    /** What a test of a webhook sends. */
    static final String TEST = "webhook.test";

    /** The one type that may bring a consent link along. */
    static final String CONSENT_REQUIRED = "connection.consent_required";

    static DueDelivery of(Row row) {
        Buffer link = row.getBuffer("consent_url");
        OffsetDateTime until = row.getOffsetDateTime("consent_url_until");
        return new DueDelivery(
                row.getUUID("webhook"),
                row.getUUID("id"),
                row.getUUID("attempt"),
                row.getInteger("failures"),
                row.getString("type"),
                row.getOffsetDateTime("occurred_at").toInstant(),
                row.getString("tenant"),
                row.getString("connection"),
                row.get(JsonObject.class, "details"),
                link == null ? null : link.getBytes(),
                until == null ? null : until.toInstant());
    }

    boolean isTest() {
        return type.equals(TEST);
    }

    /** The connection that the event is of, if it names one beyond doubt: a name alone may be another's by now. */
    Optional<ConnectionId> connectionId() {
        return tenant != null && connection != null && details.getValue("connection_uuid") instanceof String uuid
                ? parsed(uuid).map(known -> new ConnectionId(tenant, connection, known))
                : Optional.empty();
    }

    private static Optional<UUID> parsed(String uuid) {
        try {
            return Optional.of(UUID.fromString(uuid));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
