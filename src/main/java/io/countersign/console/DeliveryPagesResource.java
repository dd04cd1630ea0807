package io.countersign.console;

import io.countersign.naming.Name;
import io.countersign.notice.DeliveryResource;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** What was sent to a webhook, and once more what was. */
@Path("/console/webhooks/{webhook}/deliveries")
@Produces(MediaType.TEXT_HTML)
@Cancellable(false)
@PermissionsAllowed("webhook:manage")
class DeliveryPagesResource {
    private final DeliveryPages pages;
    private final DeliveryResource deliveries;
    private final Submissions submissions;
    private final Shell shell;

    DeliveryPagesResource(DeliveryPages pages, DeliveryResource deliveries, Submissions submissions, Shell shell) {
        this.pages = pages;
        this.deliveries = deliveries;
        this.submissions = submissions;
        this.shell = shell;
    }

    /** The newest first. */
    @GET
    @Operation(hidden = true)
    public Uni<Response> list(
            @RestPath String webhook,
            @QueryParam("status")
                    @DefaultValue("")
                    @Pattern(regexp = "|pending|delivered|failed", message = "must be pending, delivered or failed")
                    String status,
            @QueryParam("after") @DefaultValue("") @Pattern(regexp = "|[0-9]{1,18}", message = Name.CURSOR_RULE)
                    String after,
            @Context RoutingContext context) {
        return pages.list(Viewer.of(context), Name.existing(webhook), Lists.given(status), Lists.given(after))
                .map(content -> shell.page(context, content));
    }

    /** Pressed twice, it is sent once more still. */
    @POST
    @Path("/{delivery}/redelivery")
    @Operation(hidden = true)
    public Uni<Response> redeliver(
            @RestPath String webhook,
            @RestPath String delivery,
            byte @Nullable [] body,
            @Context RoutingContext context) {
        return submissions.answer(
                context,
                body,
                form -> deliveries
                        .redeliver(webhook, delivery, null)
                        .map(asked -> shell.seeOther(Paths.deliveriesTo(webhook))));
    }
}
