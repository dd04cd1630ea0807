package io.countersign.console;

import io.countersign.audit.EventCursor;
import io.countersign.audit.LatestEvents;
import io.countersign.audit.RecordedEvent;
import io.countersign.naming.Name;
import io.countersign.paging.Page;
import io.countersign.problem.Problem;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** The audit trail, newest first. */
@Path("/console/audit")
@Produces(MediaType.TEXT_HTML)
@Cancellable(false)
class AuditPageResource {
    private static final String TYPE = "|[a-z0-9._-]{1,100}";

    private final LatestEvents events;
    private final Shell shell;
    private final InstantSource time;

    AuditPageResource(LatestEvents events, Shell shell, InstantSource time) {
        this.events = events;
        this.shell = shell;
        this.time = time;
    }

    /**
     * Events before a cursor.
     *
     * @param tenant whose; without it all, which needs a grant for "*". Quarkus takes the empty field of a form for
     *     none
     */
    @GET
    @Operation(hidden = true)
    @PermissionsAllowed("audit:read")
    public Uni<Response> list(
            @QueryParam("tenant") @Nullable @Pattern(regexp = Name.PATTERN, message = "must be the name of a tenant")
                    String tenant,
            @QueryParam("type") @Nullable @Pattern(regexp = TYPE, message = "must be the type of an event") String type,
            @QueryParam("after") @Nullable @Pattern(regexp = "|" + EventCursor.PATTERN, message = Name.CURSOR_RULE)
                    String after,
            @Context RoutingContext context) {
        return events.read(tenant, Lists.given(type), cursor(Lists.given(after)), Lists.LIMIT + 1)
                .map(found -> Page.of(found, Lists.LIMIT, RecordedEvent::id))
                .map(page -> shell.page(context, content(page, tenant, type)));
    }

    private static @Nullable EventCursor cursor(@Nullable String after) {
        return after == null
                ? null
                : EventCursor.parse(after)
                        .orElseThrow(() ->
                                Problem.invalidField("after", Name.CURSOR_RULE).toException());
    }

    private Content content(Page<RecordedEvent> page, @Nullable String tenant, @Nullable String type) {
        String address = Paths.with(Paths.with(Menu.AUDIT.href(), "tenant", tenant), "type", type);
        Form form = Form.leading(
                Menu.AUDIT.href(),
                List.of(Form.Field.text("tenant", "Tenant", tenant), Form.Field.text("type", "Type of event", type)),
                "Show");
        return new Content(
                "Audit trail",
                null,
                List.of(
                        Block.of(null, null).with(form),
                        Block.table(null, Events.all(page.items(), Lists.next(address, page.next()), time.instant()))));
    }
}
