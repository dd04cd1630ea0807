package io.countersign.console;

import io.countersign.connection.ConnectionCursor;
import io.countersign.connection.ConnectionFilter;
import io.countersign.naming.Name;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.server.Cancellable;

/** The connections of all tenants. */
@Path("/console/connections")
@Produces(MediaType.TEXT_HTML)
@Cancellable(false)
@Authenticated
class AllConnectionPagesResource {
    private final ConnectionPages connections;
    private final Shell shell;
    private final SecurityIdentity identity;

    AllConnectionPagesResource(ConnectionPages connections, Shell shell, SecurityIdentity identity) {
        this.connections = connections;
        this.shell = shell;
        this.identity = identity;
    }

    /** Those that the caller may read. */
    @GET
    @Operation(hidden = true)
    public Uni<Response> list(
            @QueryParam("state")
                    @DefaultValue("")
                    @Pattern(regexp = "|" + ConnectionFilter.STATES, message = ConnectionFilter.STATE_RULE)
                    String state,
            @QueryParam("reason")
                    @DefaultValue("")
                    @Pattern(regexp = "|" + ConnectionFilter.REASONS, message = ConnectionFilter.REASON_RULE)
                    String reason,
            @QueryParam("after")
                    @DefaultValue("")
                    @Pattern(regexp = "|" + ConnectionCursor.PATTERN, message = Name.CURSOR_RULE)
                    String after,
            @Context RoutingContext context) {
        return connections
                .all(identity, new ConnectionPages.Shown(Lists.given(state), Lists.given(reason)), Lists.given(after))
                .map(content -> shell.page(context, content));
    }
}
