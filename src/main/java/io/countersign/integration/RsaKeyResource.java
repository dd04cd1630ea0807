package io.countersign.integration;

import io.countersign.naming.Name;
import io.countersign.problem.Problem;
import io.quarkus.security.PermissionsAllowed;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** {@code /v1/integrations/{integration}/rsa-keys}, for the console too. */
@Path("/v1/integrations/{integration}/rsa-keys")
@Produces(MediaType.APPLICATION_JSON)
@Cancellable(false)
@Tag(name = "Integrations")
public class RsaKeyResource {
    /** UUID.fromString takes shortened ones too. */
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final RsaKeys keys;
    private final SecurityIdentity identity;

    RsaKeyResource(RsaKeys keys, SecurityIdentity identity) {
        this.keys = keys;
        this.identity = identity;
    }

    /** 201 for a new one; 200 where the integration has this very key already. */
    @POST
    @Operation(
            operationId = "addRsaKey",
            summary = "Add an RSA key pair, or have one made; those that are there stay valid")
    @APIResponse(
            responseCode = "200",
            description = "The integration has this very key already",
            content = @Content(schema = @Schema(implementation = RsaKeyView.class)))
    @APIResponseSchema(value = RsaKeyView.class, responseCode = "201", responseDescription = "Added")
    @Consumes(MediaType.APPLICATION_JSON)
    @PermissionsAllowed("integration:manage")
    public Uni<RestResponse<RsaKeyView>> add(
            @PathParam("integration") String integration, @Valid @Nullable RsaKeyRequest body) {
        return keys.add(Name.existing(integration), body == null ? new RsaKeyRequest(null) : body, actor())
                .map(addition -> RestResponse.status(
                        addition.added() ? RestResponse.Status.CREATED : RestResponse.Status.OK, addition.view()));
    }

    /** Deletes a key pair; 404 where the integration has none of that id. */
    @DELETE
    @Operation(operationId = "deleteRsaKey", summary = "Delete an RSA key pair")
    @Path("/{id}")
    @PermissionsAllowed("integration:manage")
    public Uni<Void> delete(@PathParam("integration") String integration, @PathParam("id") String id) {
        if (!ID.matcher(id).matches()) {
            throw Problem.notFound().toException();
        }
        return keys.delete(Name.existing(integration), UUID.fromString(id), actor());
    }

    private String actor() {
        return identity.getPrincipal().getName();
    }
}
