package io.countersign.tenant;

import io.countersign.naming.Name;
import io.countersign.paging.Page;
import io.quarkus.security.Authenticated;
import io.quarkus.security.PermissionsAllowed;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Event;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;

/** {@code /v1/tenants}. What the console does to tenants, it does by these operations and their checks. */
@Path("/v1/tenants")
@Produces(MediaType.APPLICATION_JSON)
@Cancellable(false)
@Tag(name = "Tenants")
public class TenantResource {
    private final Tenants tenants;
    private final TenantDeletion deletion;
    private final Event<TenantDeleted> deleted;
    private final SecurityIdentity identity;

    TenantResource(Tenants tenants, TenantDeletion deletion, Event<TenantDeleted> deleted, SecurityIdentity identity) {
        this.tenants = tenants;
        this.deletion = deletion;
        this.deleted = deleted;
        this.identity = identity;
    }

    /** Creates the tenant (201), or replaces what people see of it (200). */
    @PUT
    @Operation(operationId = "putTenant", summary = "Create a tenant or replace it")
    @Consumes(MediaType.APPLICATION_JSON)
    @Path("/{tenant}")
    @PermissionsAllowed("tenant:manage")
    public Uni<RestResponse<TenantView>> put(
            @PathParam("tenant") @Pattern(regexp = Name.PATTERN, message = Name.RULE) String tenant,
            @NotNull @Valid TenantRequest body) {
        return tenants.put(tenant, body, actor())
                .map(put -> RestResponse.status(
                        put.created() ? RestResponse.Status.CREATED : RestResponse.Status.OK, put.view()));
    }

    /** One tenant; 404 where there is none. */
    @GET
    @Operation(operationId = "getTenant", summary = "Read a tenant")
    @Path("/{tenant}")
    @PermissionsAllowed("tenant:read")
    public Uni<TenantView> get(@PathParam("tenant") String tenant) {
        return tenants.get(Name.existing(tenant));
    }

    /** Those that the caller may read: the list shows nothing that a GET of the single tenant would not. */
    @GET
    @Operation(operationId = "listTenants", summary = "List the tenants that the caller may read")
    @Authenticated
    public Uni<Page<TenantView>> list(
            @QueryParam("after") @DefaultValue("") @Pattern(regexp = Name.CURSOR_PATTERN, message = Name.CURSOR_RULE)
                    String after,
            @QueryParam("limit")
                    @DefaultValue(Page.DEFAULT)
                    @Min(value = 1, message = Page.LIMIT_RULE)
                    @Max(value = Page.MAXIMUM, message = Page.LIMIT_RULE)
                    int limit) {
        return Visible.of(identity).chain(visible -> tenants.list(visible, after, limit));
    }

    /** Deletes it with its connections, and destroys its data key; 404 where there is none. */
    @DELETE
    @Operation(
            operationId = "deleteTenant",
            summary = "Delete a tenant and destroy its data key, and with it every secret of it")
    @Path("/{tenant}")
    @PermissionsAllowed("tenant:manage")
    public Uni<Void> delete(@PathParam("tenant") String tenant) {
        return deletion.delete(Name.existing(tenant), actor())
                // Also after a failure: a transaction whose answer was lost may have been committed.
                .onItemOrFailure()
                .invoke((done, failure) -> deleted.fire(new TenantDeleted(tenant)));
    }

    private String actor() {
        return identity.getPrincipal().getName();
    }
}
