package io.countersign.audit;

import java.time.Instant;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An event as the API shows it.
 *
 * @param id its place in the trail, to be sent as {@code after}
 * @param occurredAt by the database's clock
 * @param type see {@link AuditEvent}, like the rest
 */
@Schema(name = "AuditEventView")
public record RecordedEvent(
        String id,
        Instant occurredAt,
        String type,
        String actor,
        @Nullable String tenant,
        @Nullable String connection,
        Map<String, Object> details) {}
