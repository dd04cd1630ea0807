package io.countersign.notice;

import io.countersign.naming.Name;
import io.countersign.paging.Page;
import io.quarkus.security.PermissionsAllowed;
import io.quarkus.security.StringPermission;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Multi;
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
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** Webhooks, and what they are told of. */
@Path("/v1/webhooks")
@PermissionsAllowed("webhook:manage")
@Produces(MediaType.APPLICATION_JSON)
@Cancellable(false)
@Tag(name = "Webhooks")
public class WebhookResource {
    private static final String MANAGE_CONNECTIONS = "connection:manage";

    private final Webhooks webhooks;
    private final WebhookSecrets secrets;
    private final SecurityIdentity identity;

    WebhookResource(Webhooks webhooks, WebhookSecrets secrets, SecurityIdentity identity) {
        this.webhooks = webhooks;
        this.secrets = secrets;
        this.identity = identity;
    }

    /** Makes the webhook (201, with its secret), or replaces what people decide of it (200). */
    @PUT
    @Operation(operationId = "putWebhook", summary = "Make a webhook, or replace it and send to it again")
    @APIResponseSchema(value = WebhookView.class, responseCode = "200", responseDescription = "Replaced")
    @APIResponse(responseCode = "409", description = "There are 100 webhooks already")
    @Path("/{webhook}")
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<RestResponse<WebhookView>> put(
            @Pattern(regexp = Name.PATTERN, message = Name.RULE) String webhook, @NotNull @Valid WebhookRequest body) {
        return mayLink(body.settings())
                .chain(may -> webhooks.put(webhook, body, may, actor()))
                .map(put -> put.created()
                        ? shownOnce(put.view())
                        : RestResponse.status(RestResponse.Status.OK, put.view()));
    }

    /** One webhook; 404 where there is none. */
    @GET
    @Operation(operationId = "getWebhook", summary = "Read a webhook")
    @Path("/{webhook}")
    public Uni<WebhookView> get(String webhook) {
        return webhooks.get(Name.existing(webhook));
    }

    /** All webhooks by name. The cursor is a name. */
    @GET
    @Operation(operationId = "listWebhooks", summary = "List the webhooks")
    public Uni<Page<WebhookView>> list(
            @QueryParam("after") @DefaultValue("") @Pattern(regexp = Name.CURSOR_PATTERN, message = Name.CURSOR_RULE)
                    String after,
            @QueryParam("limit")
                    @DefaultValue(Page.DEFAULT)
                    @Min(value = 1, message = Page.LIMIT_RULE)
                    @Max(value = Page.MAXIMUM, message = Page.LIMIT_RULE)
                    int limit) {
        return webhooks.list(after, limit);
    }

    /** Deletes the webhook with what waits for it; 404 where there is none. */
    @DELETE
    @Operation(operationId = "deleteWebhook", summary = "Delete a webhook with its deliveries")
    @Path("/{webhook}")
    public Uni<Void> delete(String webhook) {
        return webhooks.delete(Name.existing(webhook), actor());
    }

    /** Makes a new secret; 404 where there is no such webhook, 409 where its row is not the vault's. */
    @POST
    @Operation(
            operationId = "rotateWebhookSecret",
            summary = "Make a new secret; the one so far signs beside it for 24 hours")
    @APIResponseSchema(
            value = NewSecretView.class,
            responseCode = "201",
            responseDescription = "Made; the secret is shown this once")
    @APIResponse(responseCode = "409", description = "The webhook's row was changed outside of the vault")
    @Path("/{webhook}/secret")
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<RestResponse<NewSecretView>> rotateSecret(String webhook, @Nullable WebhookSecretRequest body) {
        return secrets.create(Name.existing(webhook), null, actor()).map(WebhookResource::shownOnce);
    }

    /**
     * The same for a page, where a second press must not end the secret that signed before the first: fails with 409
     * where the webhook has changed since.
     *
     * @param shown when it had last changed, as that page had it
     */
    public Uni<NewSecretView> rotateSecretAsShown(String webhook, Instant shown) {
        return secrets.create(Name.existing(webhook), shown, actor());
    }

    /** Within the body, so that no annotation can ask: for all tenants that are named, or without one for all. */
    private Uni<Boolean> mayLink(WebhookSettings wanted) {
        if (!wanted.consentLinks()) {
            return Uni.createFrom().item(true);
        }
        if (wanted.tenants().contains(Coverage.ALL)) {
            return identity.checkPermission(new StringPermission(MANAGE_CONNECTIONS));
        }
        return Multi.createFrom()
                .iterable(wanted.tenants())
                .onItem()
                .transformToUniAndConcatenate(
                        tenant -> identity.checkPermission(new StringPermission(MANAGE_CONNECTIONS, tenant)))
                .collect()
                .asList()
                .map(judged -> judged.stream().allMatch(may -> may));
    }

    private static <T> RestResponse<T> shownOnce(T view) {
        return RestResponse.ResponseBuilder.create(RestResponse.Status.CREATED, view)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    private String actor() {
        return identity.getPrincipal().getName();
    }
}
