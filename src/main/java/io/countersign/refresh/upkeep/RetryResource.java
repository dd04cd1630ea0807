package io.countersign.refresh.upkeep;

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
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** Where an operator has a connection renewed at once; the console's button does it by this operation too. */
@Path("/v1/tenants/{tenant}/connections/{connection}/retry")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Cancellable(false)
@Tag(name = "Connections")
public class RetryResource {
    private final Retries retries;
    private final SecurityIdentity identity;

    RetryResource(Retries retries, SecurityIdentity identity) {
        this.retries = retries;
        this.identity = identity;
    }

    /**
     * Begins to renew the connection, also where a refusal or a pause of its own stood against it; does not wait for
     * the end.
     */
    @POST
    @Operation(operationId = "retryConnection", summary = "Renew the tokens at once, without waiting for the end")
    @APIResponse(responseCode = "409", ref = "NotConnected")
    @PermissionsAllowed("connection:manage")
    @APIResponse(
            responseCode = "202",
            description = "The connection is being renewed; read it to see what comes of that")
    public Uni<RestResponse<Void>> retry(
            @RestPath String tenant, @RestPath String connection, @Nullable RetryRequest body) {
        return retries.retry(
                        Name.existing(tenant),
                        Name.existing(connection),
                        identity.getPrincipal().getName())
                .replaceWith(() -> RestResponse.accepted());
    }
}
