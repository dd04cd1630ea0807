package io.countersign.tenant;

import io.countersign.naming.Name;
import io.quarkus.security.PermissionsAllowed;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** Where an operator gives a tenant another data key. */
@Path("/v1/tenants/{tenant}/key-rotation")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Cancellable(false)
@Tag(name = "Keyring")
class KeyRotationResource {
    private final KeyRotations rotations;
    private final SecurityIdentity identity;

    KeyRotationResource(KeyRotations rotations, SecurityIdentity identity) {
        this.rotations = rotations;
        this.identity = identity;
    }

    /** Does not wait for the end. */
    @POST
    @Operation(
            operationId = "rotateTenantKey",
            summary = "Give a tenant another data key, seal everything under it anew and destroy the former one")
    @PermissionsAllowed("tenant-keyset:rotate")
    @APIResponseSchema(
            value = KeyRotationView.class,
            responseCode = "202",
            responseDescription = "The rotation is under way")
    public Uni<RestResponse<KeyRotationView>> rotate(@RestPath String tenant, @Nullable KeyRotationRequest body) {
        return rotations
                .begin(Name.existing(tenant), identity.getPrincipal().getName())
                .map(startedAt ->
                        RestResponse.status(RestResponse.Status.ACCEPTED, new KeyRotationView(tenant, startedAt)));
    }
}
