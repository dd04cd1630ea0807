package io.countersign.caller;

import io.countersign.naming.Name;
import io.quarkus.security.PermissionsAllowed;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** The API keys of a caller, for the console too. */
@Path("/v1/callers/{caller}/api-keys")
@PermissionsAllowed("caller:manage")
@Produces(MediaType.APPLICATION_JSON)
@Cancellable(false)
@Tag(name = "Callers")
public class ApiKeyResource {
    private final ApiKeys keys;
    private final CallerChanges changes;
    private final SecurityIdentity identity;

    ApiKeyResource(ApiKeys keys, CallerChanges changes, SecurityIdentity identity) {
        this.keys = keys;
        this.changes = changes;
        this.identity = identity;
    }

    /** Makes a key; the body may be left out. */
    @POST
    @Operation(operationId = "createApiKey", summary = "Make an API key")
    @APIResponseSchema(
            value = ApiKeyView.class,
            responseCode = "201",
            responseDescription = "Made; the key is shown this once")
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<RestResponse<ApiKeyView>> create(String caller, @Valid @Nullable ApiKeyRequest body) {
        return keys.create(Name.existing(caller), ApiKeyRequest.orDefault(body), actor())
                .map(view -> RestResponse.ResponseBuilder.create(RestResponse.Status.CREATED, view)
                        .header(HttpHeaders.CACHE_CONTROL, "no-store")
                        .build());
    }

    /** Deletes a key; 404 where the caller has no such key. */
    @DELETE
    @Operation(operationId = "deleteApiKey", summary = "Delete an API key; it is refused from the next request on")
    @Path("{id}")
    public Uni<Void> delete(String caller, String id) {
        return changes.telling(caller, keys.delete(Name.existing(caller), id, actor()));
    }

    private String actor() {
        return identity.getPrincipal().getName();
    }
}
