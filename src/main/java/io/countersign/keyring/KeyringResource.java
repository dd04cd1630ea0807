package io.countersign.keyring;

import io.quarkus.security.PermissionsAllowed;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
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

/** {@code /v1/keyring}. What the console does to the keyring, it does by these operations and their checks. */
@Path("/v1/keyring")
@Produces(MediaType.APPLICATION_JSON)
@Cancellable(false)
@Tag(name = "Keyring")
public class KeyringResource {
    private final KeyringKeys keys;
    private final SecurityIdentity identity;

    KeyringResource(KeyringKeys keys, SecurityIdentity identity) {
        this.keys = keys;
        this.identity = identity;
    }

    /** The keys, what they wrap, and how far the last rewrap is. */
    @GET
    @Operation(
            operationId = "getKeyring",
            summary = "Read which keys wrap how many data keys, and how far the last rewrap is")
    @PermissionsAllowed("keyring:read")
    public Uni<KeyringView> get() {
        return keys.get();
    }

    /** Does not wait for the end. */
    @POST
    @Operation(
            operationId = "rewrapKeyring",
            summary = "Have every data key wrapped by the primary key of the replica that is asked")
    @Consumes(MediaType.APPLICATION_JSON)
    @Path("/rewrap")
    @PermissionsAllowed("keyring:manage")
    @APIResponseSchema(value = KeyringView.class, responseCode = "202", responseDescription = "The rewrap runs")
    public Uni<RestResponse<KeyringView>> rewrap(@Nullable RewrapRequest body) {
        return keys.rewrap(actor()).map(view -> RestResponse.status(RestResponse.Status.ACCEPTED, view));
    }

    /** Retires a key for good; 409 while it wraps anything. */
    @POST
    @Operation(operationId = "retireKey", summary = "Retire a key that wraps nothing any more, for good")
    @Consumes(MediaType.APPLICATION_JSON)
    @Path("/{key}/retirement")
    @PermissionsAllowed("keyring:manage")
    public Uni<KeyringKeyView> retire(@RestPath String key, @Nullable RetirementRequest body) {
        return keys.retire(key, actor());
    }

    private String actor() {
        return identity.getPrincipal().getName();
    }
}
