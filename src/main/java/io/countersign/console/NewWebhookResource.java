package io.countersign.console;

import io.countersign.notice.WebhookResource;
import io.countersign.notice.WebhookView;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** Where a webhook is made. */
@Path("/console/new-webhook")
@Produces(MediaType.TEXT_HTML)
@Cancellable(false)
@PermissionsAllowed("webhook:manage")
class NewWebhookResource {
    private final WebhookPages pages;
    private final WebhookResource webhooks;
    private final Submissions submissions;
    private final Shell shell;

    NewWebhookResource(WebhookPages pages, WebhookResource webhooks, Submissions submissions, Shell shell) {
        this.pages = pages;
        this.webhooks = webhooks;
        this.submissions = submissions;
        this.shell = shell;
    }

    @GET
    @Operation(hidden = true)
    public Response show(@Context RoutingContext context) {
        return shell.page(context, pages.makeOne(Viewer.of(context), Typed.NOTHING));
    }

    /** The page that follows shows the secret, so that nothing else leads to it. */
    @POST
    @Operation(hidden = true)
    public Uni<Response> make(byte @Nullable [] body, @Context RoutingContext context) {
        return submissions.answer(
                context,
                body,
                form -> make(context, form, form.field("webhook").orElse("")),
                typed -> Uni.createFrom().item(pages.makeOne(Viewer.of(context), typed)));
    }

    private Uni<Response> make(RoutingContext context, PostedForm form, String webhook) {
        return pages.requireAbsent(webhook)
                .chain(() -> webhooks.put(webhook, WebhookForms.wanted(form)))
                .map(made -> answer(context, made.getEntity()));
    }

    private Response answer(RoutingContext context, WebhookView view) {
        return WebhookSteps.made(view)
                .map(content -> shell.page(Response.Status.CREATED.getStatusCode(), context, content))
                .orElseGet(() -> shell.seeOther(Paths.webhook(view.name())));
    }
}
