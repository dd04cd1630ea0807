package io.countersign.connection;

import io.countersign.naming.Name;
import io.countersign.paging.Page;
import io.quarkus.security.PermissionsAllowed;
import io.quarkus.security.StringPermission;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** A tenant's connections. What the console does to their settings, it does by these operations and their checks. */
@Path("/v1/tenants/{tenant}/connections")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Cancellable(false)
@Tag(name = "Connections")
public class ConnectionResource {
    private final Connections connections;
    private final ConnectionChanges changes;
    private final SecurityIdentity identity;

    ConnectionResource(Connections connections, ConnectionChanges changes, SecurityIdentity identity) {
        this.connections = connections;
        this.changes = changes;
        this.identity = identity;
    }

    /** Creates a connection or replaces its settings. */
    @PUT
    @Operation(operationId = "putConnection", summary = "Create a connection or replace its settings")
    @APIResponseSchema(value = ConnectionView.class, responseCode = "200", responseDescription = "Replaced")
    @APIResponse(
            responseCode = "409",
            description = "The integration, the grant and user_id are fixed while the connection holds tokens or a"
                    + " pending grant")
    @Path("/{connection}")
    @PermissionsAllowed("connection:manage")
    public Uni<RestResponse<ConnectionView>> put(
            @RestPath String tenant,
            @RestPath @Pattern(regexp = Name.PATTERN, message = Name.RULE) String connection,
            @NotNull @Valid ConnectionRequest body) {
        return changes.telling(
                        tenant,
                        connection,
                        mayNameAnybody()
                                .chain(may -> connections.put(Name.existing(tenant), connection, body, may, actor())),
                        put -> put.done() != Connections.Done.NOTHING)
                .map(put -> RestResponse.status(
                        put.done() == Connections.Done.CREATED ? RestResponse.Status.CREATED : RestResponse.Status.OK,
                        put.view()));
    }

    /** One connection. */
    @GET
    @Operation(operationId = "getConnection", summary = "Read a connection")
    @Path("/{connection}")
    @PermissionsAllowed("connection:read")
    public Uni<ConnectionView> get(@RestPath String tenant, @RestPath String connection) {
        return connections.get(Name.existing(tenant), Name.existing(connection));
    }

    /** Those of the tenant's connections that the caller may read, in the order of their names. */
    @GET
    @Operation(operationId = "listConnections", summary = "List a tenant's connections")
    @PermissionsAllowed("connections:list")
    public Uni<Page<ConnectionView>> list(
            @RestPath String tenant,
            @QueryParam("state")
                    @Nullable
                    @Pattern(regexp = ConnectionFilter.STATES, message = ConnectionFilter.STATE_RULE)
                    String state,
            @QueryParam("reason")
                    @Nullable
                    @Pattern(regexp = ConnectionFilter.REASONS, message = ConnectionFilter.REASON_RULE)
                    String reason,
            @QueryParam("after") @DefaultValue("") @Pattern(regexp = Name.CURSOR_PATTERN, message = Name.CURSOR_RULE)
                    String after,
            @QueryParam("limit")
                    @DefaultValue(Page.DEFAULT)
                    @Min(value = 1, message = Page.LIMIT_RULE)
                    @Max(value = Page.MAXIMUM, message = Page.LIMIT_RULE)
                    int limit) {
        return connections.list(
                Name.existing(tenant),
                ReadableConnections.of(identity, tenant),
                ConnectionFilter.of(state, reason, null),
                after,
                limit);
    }

    /** Without a tenant: for all of them. */
    private Uni<Boolean> mayNameAnybody() {
        return identity.checkPermission(new StringPermission("connection:manage"));
    }

    private String actor() {
        return identity.getPrincipal().getName();
    }
}
