package io.countersign.console;

import io.countersign.naming.Name;
import io.countersign.notice.DeliveryResource;
import io.countersign.notice.WebhookRequest;
import io.countersign.notice.WebhookResource;
import io.countersign.notice.WebhookView;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** What is done with a webhook. Each form tells which state of the webhook it was shown for. */
@Path("/console/webhooks/{webhook}")
@Produces(MediaType.TEXT_HTML)
@Cancellable(false)
@PermissionsAllowed("webhook:manage")
class WebhookFormsResource {
    private final WebhookPages pages;
    private final WebhookResource webhooks;
    private final DeliveryResource deliveries;
    private final Submissions submissions;
    private final Shell shell;

    WebhookFormsResource(
            WebhookPages pages,
            WebhookResource webhooks,
            DeliveryResource deliveries,
            Submissions submissions,
            Shell shell) {
        this.pages = pages;
        this.webhooks = webhooks;
        this.deliveries = deliveries;
        this.submissions = submissions;
        this.shell = shell;
    }

    @POST
    @Path("/settings")
    @Operation(hidden = true)
    public Uni<Response> change(@RestPath String webhook, byte @Nullable [] body, @Context RoutingContext context) {
        return submissions.answer(
                context,
                body,
                form -> asShown(webhook, form).chain(view -> put(context, webhook, WebhookForms.wanted(form))),
                typed -> pages.change(Viewer.of(context), webhook, typed));
    }

    /** Its own settings once more, which ends a disabling. */
    @POST
    @Path("/enabling")
    @Operation(hidden = true)
    public Uni<Response> enable(@RestPath String webhook, byte @Nullable [] body, @Context RoutingContext context) {
        return submissions.answer(
                context,
                body,
                form -> asShown(webhook, form)
                        .invoke(WebhookForms::requireOurs)
                        .chain(view -> put(context, webhook, WebhookForms.same(view))));
    }

    private Uni<Response> put(RoutingContext context, String webhook, WebhookRequest wanted) {
        return webhooks.put(webhook, wanted).map(put -> answer(context, put.getEntity()));
    }

    /** Waits for what comes back. Pressed twice, there are two tests. */
    @POST
    @Path("/test")
    @Operation(hidden = true)
    public Uni<Response> test(@RestPath String webhook, byte @Nullable [] body, @Context RoutingContext context) {
        return submissions.answer(
                context,
                body,
                form -> deliveries
                        .test(webhook, null)
                        .map(test -> shell.page(context, WebhookSteps.tested(webhook, test))));
    }

    /** Pressed twice, the second is refused: it would end the secret that signed so far. */
    @POST
    @Path("/secret")
    @Operation(hidden = true)
    public Uni<Response> rotate(@RestPath String webhook, byte @Nullable [] body, @Context RoutingContext context) {
        return submissions.answer(
                context,
                body,
                form -> asShown(webhook, form)
                        .chain(view -> webhooks.rotateSecretAsShown(webhook, view.updatedAt()))
                        .map(made -> shell.page(
                                context,
                                WebhookSteps.secret(
                                        webhook, WebhookSteps.rotated(made.formerUntil()), made.secret()))));
    }

    @POST
    @Path("/deletion")
    @Operation(hidden = true)
    public Uni<Response> delete(@RestPath String webhook, byte @Nullable [] body, @Context RoutingContext context) {
        return submissions.answer(
                context,
                body,
                form -> asShown(webhook, form)
                        .chain(view -> webhooks.delete(webhook))
                        .map(deleted -> shell.seeOther(Menu.WEBHOOKS.href())));
    }

    private Uni<WebhookView> asShown(String webhook, PostedForm form) {
        return webhooks.get(Name.existing(webhook)).invoke(view -> WebhookForms.requireAsShown(view, form));
    }

    private Response answer(RoutingContext context, WebhookView view) {
        return WebhookSteps.made(view)
                .map(content -> shell.page(Response.Status.CREATED.getStatusCode(), context, content))
                .orElseGet(() -> shell.seeOther(Paths.webhook(view.name())));
    }
}
