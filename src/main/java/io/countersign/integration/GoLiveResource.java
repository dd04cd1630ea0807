package io.countersign.integration;

import io.countersign.naming.Name;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** {@code /v1/integrations/{integration}/go-live}. */
@Path("/v1/integrations/{integration}/go-live")
@Produces(MediaType.APPLICATION_JSON)
@Cancellable(false)
@Tag(name = "Integrations")
class GoLiveResource {
    private final GoLiveReader reader;

    GoLiveResource(GoLiveReader reader) {
        this.reader = reader;
    }

    /** Sends nothing to DocuSign. */
    @GET
    @Operation(
            operationId = "checkGoLive",
            summary = "Tell what an integration still lacks to work in production; nothing is sent to DocuSign")
    @PermissionsAllowed("integration:read")
    public Uni<GoLiveView> check(@PathParam("integration") String integration) {
        return reader.check(Name.existing(integration));
    }
}
