package io.countersign.integration;

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
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** {@code /v1/integrations}. What the console does to integrations, it does by these operations and their checks. */
@Path("/v1/integrations")
@Produces(MediaType.APPLICATION_JSON)
@Cancellable(false)
@Tag(name = "Integrations")
public class IntegrationResource {
    private final Integrations integrations;
    private final IntegrationDeletion deletion;
    private final SecurityIdentity identity;

    IntegrationResource(Integrations integrations, IntegrationDeletion deletion, SecurityIdentity identity) {
        this.integrations = integrations;
        this.deletion = deletion;
        this.identity = identity;
    }

    /** Creates the integration (201), or changes it (200). */
    @PUT
    @Operation(operationId = "putIntegration", summary = "Create an integration or change it")
    @APIResponseSchema(value = IntegrationView.class, responseCode = "200", responseDescription = "Replaced")
    @APIResponse(
            responseCode = "409",
            description =
                    "Integration key, client type and environment are fixed while connections use the integration")
    @Consumes(MediaType.APPLICATION_JSON)
    @Path("/{integration}")
    @PermissionsAllowed("integration:manage")
    public Uni<RestResponse<IntegrationView>> put(
            @PathParam("integration") @Pattern(regexp = Name.PATTERN, message = Name.RULE) String integration,
            @NotNull @Valid IntegrationRequest body) {
        return integrations
                .put(integration, body, actor())
                .map(put -> RestResponse.status(
                        put.created() ? RestResponse.Status.CREATED : RestResponse.Status.OK, put.view()));
    }

    /** One integration; 404 where there is none. */
    @GET
    @Operation(operationId = "getIntegration", summary = "Read an integration")
    @Path("/{integration}")
    @PermissionsAllowed("integration:read")
    public Uni<IntegrationView> get(@PathParam("integration") String integration) {
        return integrations.get(Name.existing(integration));
    }

    /** All integrations by name. The cursor is a name. */
    @GET
    @Operation(operationId = "listIntegrations", summary = "List the integrations")
    @PermissionsAllowed("integration:read")
    public Uni<Page<IntegrationView>> list(
            @QueryParam("after") @DefaultValue("") @Pattern(regexp = Name.CURSOR_PATTERN, message = Name.CURSOR_RULE)
                    String after,
            @QueryParam("limit")
                    @DefaultValue(Page.DEFAULT)
                    @Min(value = 1, message = Page.LIMIT_RULE)
                    @Max(value = Page.MAXIMUM, message = Page.LIMIT_RULE)
                    int limit) {
        return integrations.list(after, limit);
    }

    /** Deletes it; 409 while connections use it, or disconnected ones name it and force is not "true". */
    @DELETE
    @Operation(operationId = "deleteIntegration", summary = "Delete an integration")
    @APIResponse(responseCode = "204", description = "Deleted")
    @APIResponse(
            responseCode = "409",
            description = "Connections use the integration, or disconnected ones still name it and force is not true")
    @Path("/{integration}")
    @PermissionsAllowed("integration:manage")
    public Uni<Void> delete(
            @PathParam("integration") String integration,
            @Parameter(
                            description = "Whether its disconnected connections are deleted with it",
                            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
                    @QueryParam("force")
                    @Pattern(regexp = "true|false", message = "must be true or false")
                    @Nullable
                    String force) {
        return deletion.delete(Name.existing(integration), Boolean.parseBoolean(force), actor());
    }

    private String actor() {
        return identity.getPrincipal().getName();
    }
}
