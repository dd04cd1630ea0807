package io.countersign.console;

import io.countersign.naming.Name;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Webhooks, and where something can be done with one. */
@Path("/console/webhooks")
@Produces(MediaType.TEXT_HTML)
@Cancellable(false)
@PermissionsAllowed("webhook:manage")
class WebhookPagesResource {
    private final WebhookPages pages;
    private final Shell shell;

    WebhookPagesResource(WebhookPages pages, Shell shell) {
        this.pages = pages;
        this.shell = shell;
    }

    @GET
    @Operation(hidden = true)
    public Uni<Response> list(
            @QueryParam("after") @DefaultValue("") @Pattern(regexp = Name.CURSOR_PATTERN, message = Name.CURSOR_RULE)
                    String after,
            @Context RoutingContext context) {
        return pages.list(after).map(content -> shell.page(context, content));
    }

    @GET
    @Path("/{webhook}")
    @Operation(hidden = true)
    public Uni<Response> show(@RestPath String webhook, @Context RoutingContext context) {
        return pages.show(Viewer.of(context), Name.existing(webhook)).map(content -> shell.page(context, content));
    }

    @GET
    @Path("/{webhook}/settings")
    @Operation(hidden = true)
    public Uni<Response> settings(@RestPath String webhook, @Context RoutingContext context) {
        return pages.change(Viewer.of(context), Name.existing(webhook), Typed.NOTHING)
                .map(content -> shell.page(context, content));
    }

    @GET
    @Path("/{webhook}/secret")
    @Operation(hidden = true)
    public Uni<Response> secret(@RestPath String webhook, @Context RoutingContext context) {
        return pages.askForSecret(Viewer.of(context), Name.existing(webhook))
                .map(content -> shell.page(context, content));
    }

    @GET
    @Path("/{webhook}/deletion")
    @Operation(hidden = true)
    public Uni<Response> deletion(@RestPath String webhook, @Context RoutingContext context) {
        return pages.askToDelete(Viewer.of(context), Name.existing(webhook))
                .map(content -> shell.page(context, content));
    }
}
