package io.countersign.audit;

import io.countersign.naming.Name;
import io.countersign.paging.Page;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** The audit trail, newest last. */
@Path("/v1/audit-events")
@Produces(MediaType.APPLICATION_JSON)
@Cancellable(false)
@Tag(name = "Audit trail")
class AuditEventsResource {
    private final DatabaseAuditReader reader;

    AuditEventsResource(DatabaseAuditReader reader) {
        this.reader = reader;
    }

    /**
     * Events after a cursor: the id of any event. The last page may be asked for again, from its last event on, to
     * follow the trail.
     *
     * @param tenant whose events; without it all, which needs a grant for "*"
     */
    @GET
    @Operation(operationId = "listAuditEvents", summary = "Read the audit trail, oldest event first")
    @PermissionsAllowed("audit:read")
    public Uni<Page<RecordedEvent>> list(
            @QueryParam("tenant") @Nullable @Pattern(regexp = Name.PATTERN, message = "must be the name of a tenant")
                    String tenant,
            @QueryParam("after")
                    @Nullable
                    @Pattern(regexp = EventCursor.PATTERN, message = "must be the id of an event")
                    String after,
            @QueryParam("limit")
                    @DefaultValue(Page.DEFAULT)
                    @Min(value = 1, message = Page.LIMIT_RULE)
                    @Max(value = Page.MAXIMUM, message = Page.LIMIT_RULE)
                    int limit) {
        EventCursor cursor =
                after == null ? EventCursor.START : EventCursor.parse(after).orElseThrow();
        // One more than shown tells whether there is a next page.
        Uni<List<RecordedEvent>> rows =
                tenant == null ? reader.all(cursor, limit + 1) : reader.ofTenant(tenant, cursor, limit + 1);
        return rows.map(events -> Page.of(events, limit, RecordedEvent::id));
    }
}
