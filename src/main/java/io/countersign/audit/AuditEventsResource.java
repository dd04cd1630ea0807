package io.countersign.audit;

import io.countersign.naming.Name;
import io.countersign.paging.Page;
import io.countersign.problem.JsonLines;
import io.countersign.problem.Problem;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Multi;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** The audit trail, newest last. */
@Path("/v1/audit-events")
@Produces(MediaType.APPLICATION_JSON)
@Cancellable(false)
@Tag(name = "Audit trail")
class AuditEventsResource {
    private static final String TENANT_RULE = "must be the name of a tenant";
    private static final String AFTER_RULE = "must be the id of an event";

    /** Any that there may be in a later version, too. */
    private static final String TYPE = "[a-z0-9.-]{1,100}";

    private static final String TYPE_RULE = "must be the type of an event, as tenant.created";

    private final DatabaseAuditReader reader;
    private final TrailExport export;

    AuditEventsResource(DatabaseAuditReader reader, TrailExport export) {
        this.reader = reader;
        this.export = export;
    }

    /**
     * Events after a cursor: the id of any event. The last page may be asked for again, from its last event on, to
     * follow the trail.
     *
     * @param tenant whose events; without it all, which needs a grant for "*"
     * @param type of which type; without it all
     */
    @GET
    @Operation(operationId = "listAuditEvents", summary = "Read the audit trail, oldest event first")
    @PermissionsAllowed("audit:read")
    public Uni<Page<RecordedEvent>> list(
            @QueryParam("tenant") @Nullable @Pattern(regexp = Name.PATTERN, message = TENANT_RULE) String tenant,
            @QueryParam("type") @Nullable @Pattern(regexp = TYPE, message = TYPE_RULE) String type,
            @QueryParam("after") @Nullable @Pattern(regexp = EventCursor.PATTERN, message = AFTER_RULE) String after,
            @QueryParam("limit")
                    @DefaultValue(Page.DEFAULT)
                    @Min(value = 1, message = Page.LIMIT_RULE)
                    @Max(value = Page.MAXIMUM, message = Page.LIMIT_RULE)
                    int limit) {
        // One more than shown tells whether there is a next page.
        return reader.read(tenant, type, cursor(after), limit + 1)
                .map(events -> Page.of(events, limit, RecordedEvent::id));
    }

    /**
     * The same without pages, an event a line, up to what can be seen when its turn comes. Whoever goes on later begins
     * after the last line's id.
     *
     * @return what is read as the client takes it; a failure on the way breaks the answer off, so that half of one is
     *     not taken for all
     */
    @GET
    @Path("/export")
    @Produces(JsonLines.MEDIA_TYPE)
    @Operation(operationId = "exportAuditEvents", summary = "Read all of the audit trail, one event a line")
    @APIResponse(
            responseCode = "200",
            description = "The events, oldest first",
            content =
                    @Content(mediaType = JsonLines.MEDIA_TYPE, schema = @Schema(implementation = RecordedEvent.class)))
    @PermissionsAllowed("audit:read")
    public Multi<RecordedEvent> export(
            @QueryParam("tenant") @Nullable @Pattern(regexp = Name.PATTERN, message = TENANT_RULE) String tenant,
            @QueryParam("type") @Nullable @Pattern(regexp = TYPE, message = TYPE_RULE) String type,
            @QueryParam("after") @Nullable @Pattern(regexp = EventCursor.PATTERN, message = AFTER_RULE) String after) {
        return export.from(tenant, type, cursor(after));
    }

    private static EventCursor cursor(@Nullable String after) {
        return after == null
                ? EventCursor.START
                : EventCursor.parse(after)
                        .orElseThrow(
                                () -> Problem.invalidField("after", AFTER_RULE).toException());
    }
}
