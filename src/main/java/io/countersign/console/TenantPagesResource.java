package io.countersign.console;

import io.countersign.connection.ConnectionFilter;
import io.countersign.naming.Name;
import io.quarkus.security.Authenticated;
import io.quarkus.security.PermissionsAllowed;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Tenants, and what belongs to one. */
@Path("/console/tenants")
@Produces(MediaType.TEXT_HTML)
@Cancellable(false)
class TenantPagesResource {
    private static final int LONGEST_SEARCH = 100;

    private final TenantPages tenants;
    private final ConnectionPages connections;
    private final Shell shell;
    private final SecurityIdentity identity;

    TenantPagesResource(TenantPages tenants, ConnectionPages connections, Shell shell, SecurityIdentity identity) {
        this.tenants = tenants;
        this.connections = connections;
        this.shell = shell;
        this.identity = identity;
    }

    /** Those that the caller may read. */
    @GET
    @Operation(hidden = true)
    @Authenticated
    public Uni<Response> list(
            @QueryParam("q")
                    @DefaultValue("")
                    @Size(max = LONGEST_SEARCH, message = "must have at most 100 characters")
                    @Pattern(regexp = "[^\\p{Cntrl}\\p{Cs}]*", message = "must be text without control characters")
                    String q,
            @QueryParam("after") @DefaultValue("") @Pattern(regexp = Name.CURSOR_PATTERN, message = Name.CURSOR_RULE)
                    String after,
            @Context RoutingContext context) {
        return tenants.list(identity, q.strip(), after).map(content -> shell.page(context, content));
    }

    @GET
    @Path("/{tenant}")
    @Operation(hidden = true)
    @PermissionsAllowed("tenant:read")
    public Uni<Response> show(@RestPath String tenant, @Context RoutingContext context) {
        return tenants.show(identity, Viewer.of(context), Name.existing(tenant))
                .map(content -> shell.page(context, content));
    }

    /** Those of its connections that the caller may read. */
    @GET
    @Path("/{tenant}/connections")
    @Operation(hidden = true)
    @PermissionsAllowed("connections:list")
    public Uni<Response> connections(
            @RestPath String tenant,
            @QueryParam("state")
                    @DefaultValue("")
                    @Pattern(regexp = "|" + ConnectionFilter.STATES, message = ConnectionFilter.STATE_RULE)
                    String state,
            @QueryParam("reason")
                    @DefaultValue("")
                    @Pattern(regexp = "|" + ConnectionFilter.REASONS, message = ConnectionFilter.REASON_RULE)
                    String reason,
            @QueryParam("after") @DefaultValue("") @Pattern(regexp = Name.CURSOR_PATTERN, message = Name.CURSOR_RULE)
                    String after,
            @Context RoutingContext context) {
        return connections
                .ofTenant(
                        identity,
                        Name.existing(tenant),
                        new ConnectionPages.Shown(Lists.given(state), Lists.given(reason)),
                        after)
                .map(content -> shell.page(context, content));
    }

    @GET
    @Path("/{tenant}/connections/{connection}")
    @Operation(hidden = true)
    @PermissionsAllowed("connection:read")
    public Uni<Response> connection(
            @RestPath String tenant, @RestPath String connection, @Context RoutingContext context) {
        return connections
                .show(Viewer.of(context), Name.existing(tenant), Name.existing(connection))
                .map(content -> shell.page(context, content));
    }
}
