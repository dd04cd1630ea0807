package io.countersign.consent;

import io.countersign.integration.PublicUrl;
import io.quarkus.security.PermissionsAllowed;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** Where callers get the link that starts a consent; the console gets it by this operation too. */
@Path("/v1/tenants/{tenant}/connections/{connection}/consent-links")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Cancellable(false)
@Tag(name = "Connections")
public class ConsentLinkResource {
    private final ConsentLinks links;
    private final ReturnOrigins returnOrigins;
    private final PublicUrl publicUrl;
    private final ConsentConfiguration configuration;
    private final SecurityIdentity identity;

    ConsentLinkResource(
            ConsentLinks links,
            ReturnOrigins returnOrigins,
            PublicUrl publicUrl,
            ConsentConfiguration configuration,
            SecurityIdentity identity) {
        this.links = links;
        this.returnOrigins = returnOrigins;
        this.publicUrl = publicUrl;
        this.configuration = configuration;
        this.identity = identity;
    }

    /** Makes a single-use link. It is shown once. */
    @POST
    @Operation(
            operationId = "createConsentLink",
            summary = "Make a single-use link with which a person at the tenant consents")
    @APIResponseSchema(
            value = ConsentLinkView.class,
            responseCode = "201",
            responseDescription = "Made; the URL is shown this once")
    @APIResponse(
            responseCode = "409",
            description =
                    "Nobody could consent: the connection's integration has no client secret, or for an administrator"
                            + " it is not known whom the connection impersonates")
    @PermissionsAllowed("connection:manage")
    public Uni<RestResponse<ConsentLinkView>> make(
            @RestPath String tenant, @RestPath String connection, @Valid @Nullable ConsentLinkRequest body) {
        ConsentLinkRequest asked = body == null ? new ConsentLinkRequest(null, null, null) : body;
        return links.make(
                        tenant,
                        connection,
                        life(asked.expiresIn()),
                        returnUrl(asked.returnUrl()),
                        LinkKind.named(asked.kind()),
                        identity.getPrincipal().getName())
                .map(made -> RestResponse.ResponseBuilder.create(
                                RestResponse.Status.CREATED,
                                new ConsentLinkView(
                                        publicUrl
                                                .at("/consent/" + made.link().revealText())
                                                .toString(),
                                        made.expiresAt()))
                        .header(HttpHeaders.CACHE_CONTROL, "no-store")
                        .build());
    }

    private Duration life(@Nullable Long seconds) {
        return seconds == null ? configuration.linkLife() : Duration.ofSeconds(seconds);
    }

    private @Nullable URI returnUrl(@Nullable String address) {
        return address == null ? null : returnOrigins.allowed(address).orElseThrow();
    }
}
