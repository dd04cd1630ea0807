package io.countersign.notice;

import io.countersign.naming.Name;
import io.countersign.paging.Page;
import io.quarkus.security.PermissionsAllowed;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** What was sent to a webhook, once more what was, and a test of it. */
@Path("/v1/webhooks/{webhook}")
@PermissionsAllowed("webhook:manage")
@Produces(MediaType.APPLICATION_JSON)
@Cancellable(false)
@Tag(name = "Webhooks")
public class DeliveryResource {
    private final Deliveries deliveries;
    private final SecurityIdentity identity;

    DeliveryResource(Deliveries deliveries, SecurityIdentity identity) {
        this.deliveries = deliveries;
        this.identity = identity;
    }

    /** The newest first. The cursor is opaque. */
    @GET
    @Path("/deliveries")
    @Operation(operationId = "listDeliveries", summary = "List what was sent to a webhook, newest first")
    public Uni<Page<DeliveryView>> list(
            @RestPath String webhook,
            @QueryParam("status")
                    @Nullable
                    @Pattern(regexp = "pending|delivered|failed", message = "must be pending, delivered or failed")
                    String status,
            @QueryParam("after")
                    @Nullable
                    @Pattern(regexp = "[0-9]{1,18}", message = "must be the next of a page before")
                    String after,
            @QueryParam("limit")
                    @DefaultValue(Page.DEFAULT)
                    @Min(value = 1, message = Page.LIMIT_RULE)
                    @Max(value = Page.MAXIMUM, message = Page.LIMIT_RULE)
                    int limit) {
        return deliveries.list(Name.existing(webhook), status, after == null ? null : Long.valueOf(after), limit);
    }

    /** Sends it once more. It begins at once, and goes on as a new one would. */
    @POST
    @Path("/deliveries/{delivery}/redelivery")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "redeliver", summary = "Send a notice once more, whatever became of it")
    @APIResponseSchema(
            value = DeliveryView.class,
            responseCode = "202",
            responseDescription = "It is sent at once, and again as a new one would be")
    public Uni<RestResponse<DeliveryView>> redeliver(
            @RestPath String webhook, @RestPath String delivery, @Nullable RedeliveryRequest body) {
        return deliveries
                .redeliver(Name.existing(webhook), delivery, actor())
                .map(view -> RestResponse.status(RestResponse.Status.ACCEPTED, view));
    }

    /** Sends {@code webhook.test} once, waits for what comes back, and says so. */
    @POST
    @Path("/test")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "testWebhook", summary = "Send webhook.test, and tell what came back")
    public Uni<DeliveryView> test(@RestPath String webhook, @Nullable WebhookTestRequest body) {
        return deliveries.test(Name.existing(webhook), actor());
    }

    private String actor() {
        return identity.getPrincipal().getName();
    }
}
