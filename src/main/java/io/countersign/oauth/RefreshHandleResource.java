package io.countersign.oauth;

import io.countersign.naming.Name;
import io.countersign.paging.Page;
import io.quarkus.security.PermissionsAllowed;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;

/** The refresh handles of a connection. */
@Path("/v1/tenants/{tenant}/connections/{connection}/refresh-handles")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Cancellable(false)
@Tag(name = "Refresh handles")
class RefreshHandleResource {
    private static final String CURSOR = "|[0-9A-Za-z]{12}";

    private final RefreshHandles handles;
    private final SecurityIdentity identity;

    RefreshHandleResource(RefreshHandles handles, SecurityIdentity identity) {
        this.handles = handles;
        this.identity = identity;
    }

    /** Makes a handle. It is shown once. */
    @POST
    @Operation(
            operationId = "createRefreshHandle",
            summary = "Make a refresh handle, which an OAuth 2.0 client uses as its refresh token")
    @APIResponseSchema(
            value = NewRefreshHandleView.class,
            responseCode = "201",
            responseDescription = "Made; the handle is shown this once")
    @APIResponse(
            responseCode = "409",
            description = "The connection is disconnected, or has 100 handles that have not expired")
    @PermissionsAllowed("connection:manage")
    public Uni<RestResponse<NewRefreshHandleView>> create(
            @RestPath String tenant, @RestPath String connection, @NotNull @Valid RefreshHandleRequest body) {
        return handles.create(Name.existing(tenant), Name.existing(connection), body, actor())
                .map(view -> RestResponse.ResponseBuilder.create(RestResponse.Status.CREATED, view)
                        .header(HttpHeaders.CACHE_CONTROL, "no-store")
                        .build());
    }

    /** The handles in the order of their ids, without what they are; expired ones for 30 days more. */
    @GET
    @Operation(operationId = "listRefreshHandles", summary = "List the refresh handles of a connection")
    @PermissionsAllowed("connection:manage")
    public Uni<Page<RefreshHandleView>> list(
            @RestPath String tenant,
            @RestPath String connection,
            @QueryParam("after") @DefaultValue("") @Pattern(regexp = CURSOR, message = Name.CURSOR_RULE) String after,
            @QueryParam("limit")
                    @DefaultValue(Page.DEFAULT)
                    @Min(value = 1, message = Page.LIMIT_RULE)
                    @Max(value = Page.MAXIMUM, message = Page.LIMIT_RULE)
                    int limit) {
        return handles.list(Name.existing(tenant), Name.existing(connection), after, limit);
    }

    /** Deletes a handle; 404 where the connection has no such handle. */
    @DELETE
    @Operation(
            operationId = "deleteRefreshHandle",
            summary = "Delete a refresh handle; it is refused from the next request on")
    @Path("/{id}")
    @PermissionsAllowed("connection:manage")
    public Uni<Void> delete(@RestPath String tenant, @RestPath String connection, @RestPath String id) {
        return handles.delete(Name.existing(tenant), Name.existing(connection), id, actor());
    }

    private String actor() {
        return identity.getPrincipal().getName();
    }
}
