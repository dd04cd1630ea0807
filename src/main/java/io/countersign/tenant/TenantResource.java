package io.countersign.tenant;

import io.countersign.paging.Page;
import io.countersign.problem.Problem;
import io.quarkus.security.PermissionsAllowed;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import org.jboss.resteasy.reactive.RestResponse;

/** {@code /v1/tenants}. */
@Path("/v1/tenants")
class TenantResource {
    private final TenantService tenants;
    private final SecurityIdentity caller;

    TenantResource(TenantService tenants, SecurityIdentity caller) {
        this.tenants = tenants;
        this.caller = caller;
    }

    @PUT
    @Path("/{tenant}")
    @PermissionsAllowed("tenant:manage")
    Uni<RestResponse<TenantView>> put(
            @PathParam("tenant") @Pattern(regexp = Name.PATTERN, message = Name.RULE) String tenant,
            @NotNull @Valid TenantRequest body) {
        return tenants.put(actor(), tenant, body)
                .map(put -> RestResponse.status(
                        put.created() ? RestResponse.Status.CREATED : RestResponse.Status.OK, put.view()));
    }

    @GET
    @Path("/{tenant}")
    @PermissionsAllowed("tenant:read")
    Uni<TenantView> get(@PathParam("tenant") String tenant) {
        return tenants.get(existing(tenant));
    }

    @DELETE
    @Path("/{tenant}")
    @PermissionsAllowed("tenant:manage")
    Uni<Void> delete(@PathParam("tenant") String tenant) {
        return tenants.delete(actor(), existing(tenant));
    }

    @GET
    @PermissionsAllowed("tenant:read")
    Uni<Page<TenantView>> list(
            @QueryParam("after") @DefaultValue("") @Pattern(regexp = Name.CURSOR_PATTERN, message = Name.CURSOR_RULE)
                    String after,
            @QueryParam("limit") @DefaultValue(Page.DEFAULT) @Min(1) @Max(Page.MAXIMUM) int limit) {
        return tenants.list(new Visible.All(), after, limit);
    }

    private String actor() {
        return caller.getPrincipal().getName();
    }

    private static String existing(String tenant) {
        if (!Name.isValid(tenant)) {
            throw Problem.notFound().toException();
        }
        return tenant;
    }
}
