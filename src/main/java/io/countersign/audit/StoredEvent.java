package io.countersign.audit;

import org.jspecify.annotations.Nullable;

/**
 * An event as it stands in its row, each column as PostgreSQL writes it: of two rows that differ in anything, these do.
 *
 * @param place era, transaction and id
 * @param occurredAt seconds since 1970, to the microsecond, or {@code Infinity}
 * @param type see {@link AuditEvent}, like the rest
 * @param details JSON in PostgreSQL's own writing
 */
public record StoredEvent(
        EventCursor place,
        String occurredAt,
        String type,
        String actor,
        @Nullable String tenant,
        @Nullable String connection,
        String details) {}
