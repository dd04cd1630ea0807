package io.countersign.connection;

import io.countersign.naming.Name;
import io.countersign.paging.Page;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
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
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** The connections of all tenants. */
@Path("/v1/connections")
@Produces(MediaType.APPLICATION_JSON)
@Cancellable(false)
@Tag(name = "Connections")
class AllConnectionsResource {
    private final Connections connections;
    private final SecurityIdentity identity;

    AllConnectionsResource(Connections connections, SecurityIdentity identity) {
        this.connections = connections;
        this.identity = identity;
    }

    /** Those that the caller may read: the list shows nothing that a GET of the single connection would not. */
    @GET
    @Operation(operationId = "listAllConnections", summary = "List the connections that the caller may read")
    @Authenticated
    public Uni<Page<ConnectionView>> list(
            @QueryParam("state")
                    @Nullable
                    @Pattern(regexp = ConnectionFilter.STATES, message = ConnectionFilter.STATE_RULE)
                    String state,
            @QueryParam("reason")
                    @Nullable
                    @Pattern(regexp = ConnectionFilter.REASONS, message = ConnectionFilter.REASON_RULE)
                    String reason,
            @QueryParam("expires_before") @Nullable @Rfc3339 String expiresBefore,
            @QueryParam("after") @Nullable @Pattern(regexp = ConnectionCursor.PATTERN, message = Name.CURSOR_RULE)
                    String after,
            @QueryParam("limit")
                    @DefaultValue(Page.DEFAULT)
                    @Min(value = 1, message = Page.LIMIT_RULE)
                    @Max(value = Page.MAXIMUM, message = Page.LIMIT_RULE)
                    int limit) {
        return connections.listAll(
                ReadableConnections.of(identity),
                ConnectionFilter.of(state, reason, expiresBefore),
                ConnectionCursor.of(after),
                limit);
    }
}
