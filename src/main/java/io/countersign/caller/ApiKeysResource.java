package io.countersign.caller;

import io.countersign.naming.Name;
import io.quarkus.security.PermissionsAllowed;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** The API keys of a caller. */
@Path("/v1/callers/{caller}/api-keys")
@PermissionsAllowed("caller:manage")
@Produces(MediaType.APPLICATION_JSON)
@Cancellable(false)
@Tag(name = "Callers")
class ApiKeysResource {
    private static final Duration LIFE = Duration.ofDays(90);
    /** 365 days, in seconds. */
    private static final long LONGEST = 365L * 24 * 60 * 60;

    private final ApiKeys keys;
    private final CallerChanges changes;
    private final SecurityIdentity identity;

    ApiKeysResource(ApiKeys keys, CallerChanges changes, SecurityIdentity identity) {
        this.keys = keys;
        this.changes = changes;
        this.identity = identity;
    }

    /**
     * How long a key shall live.
     *
     * @param expiresIn seconds; 90 days where it is not given
     */
    @Schema(name = "ApiKeyRequest")
    record Body(
            @Min(value = 1, message = "must be at least 1 second")
            @Max(value = LONGEST, message = "must be at most 31536000 seconds (365 days)")
            @Nullable
            Long expiresIn) {}

    /**
     * A new key.
     *
     * @param id under which it is listed and deleted
     * @param apiKey the key itself, shown this once
     */
    @Schema(name = "ApiKeyView")
    record View(String id, String apiKey, Instant expiresAt) {
        /** Without the key. */
        @Override
        public String toString() {
            return "View[" + id + "]";
        }
    }

    /** Makes a key; the body may be left out. */
    @POST
    @Operation(operationId = "createApiKey", summary = "Make an API key")
    @APIResponseSchema(
            value = View.class,
            responseCode = "201",
            responseDescription = "Made; the key is shown this once")
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<RestResponse<View>> create(String caller, @Valid @Nullable Body body) {
        Duration life = body == null || body.expiresIn() == null ? LIFE : Duration.ofSeconds(body.expiresIn());
        return keys.create(Name.existing(caller), life, identity.getPrincipal().getName())
                .map(created -> RestResponse.ResponseBuilder.create(
                                RestResponse.Status.CREATED,
                                new View(created.key().id(), created.key().reveal(), created.expiresAt()))
                        .header(HttpHeaders.CACHE_CONTROL, "no-store")
                        .build());
    }

    /** Deletes a key; 404 where the caller has no such key. */
    @DELETE
    @Operation(operationId = "deleteApiKey", summary = "Delete an API key; it is refused from the next request on")
    @Path("{id}")
    public Uni<Void> delete(String caller, String id) {
        return changes.telling(
                caller,
                keys.delete(Name.existing(caller), id, identity.getPrincipal().getName()));
    }
}
