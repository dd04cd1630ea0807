package io.countersign.console;

import io.countersign.integration.IntegrationResource;
import io.countersign.naming.Name;
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

/** Integrations, and what becomes of one. */
@Path("/console/integrations")
@Produces(MediaType.TEXT_HTML)
@Cancellable(false)
class IntegrationPagesResource {
    private final IntegrationPages pages;
    private final IntegrationForms forms;
    private final IntegrationResource integrations;
    private final Submissions submissions;
    private final Shell shell;

    IntegrationPagesResource(
            IntegrationPages pages,
            IntegrationForms forms,
            IntegrationResource integrations,
            Submissions submissions,
            Shell shell) {
        this.pages = pages;
        this.forms = forms;
        this.integrations = integrations;
        this.submissions = submissions;
        this.shell = shell;
    }

    @GET
    @Operation(hidden = true)
    @PermissionsAllowed("integration:read")
    public Uni<Response> list(
            @QueryParam("after") @DefaultValue("") @Pattern(regexp = Name.CURSOR_PATTERN, message = Name.CURSOR_RULE)
                    String after,
            @Context RoutingContext context) {
        return pages.list(Viewer.of(context), after).map(content -> shell.page(context, content));
    }

    @GET
    @Path("/{integration}")
    @Operation(hidden = true)
    @PermissionsAllowed("integration:read")
    public Uni<Response> show(@RestPath String integration, @Context RoutingContext context) {
        return pages.show(Viewer.of(context), Name.existing(integration)).map(content -> shell.page(context, content));
    }

    @GET
    @Path("/{integration}/settings")
    @Operation(hidden = true)
    @PermissionsAllowed("integration:manage")
    public Uni<Response> settings(@RestPath String integration, @Context RoutingContext context) {
        return forms.settings(Viewer.of(context), Name.existing(integration), Typed.NOTHING)
                .map(content -> shell.page(context, content));
    }

    @POST
    @Path("/{integration}/settings")
    @Operation(hidden = true)
    @PermissionsAllowed("integration:manage")
    public Uni<Response> change(@RestPath String integration, byte @Nullable [] body, @Context RoutingContext context) {
        String name = Name.existing(integration);
        return submissions.answer(
                context,
                body,
                form -> forms.changed(form, name)
                        .chain(wanted -> integrations.put(name, wanted))
                        .map(changed -> shell.seeOther(Paths.integration(name))),
                typed -> forms.settings(Viewer.of(context), name, typed));
    }

    @GET
    @Path("/{integration}/deletion")
    @Operation(hidden = true)
    @PermissionsAllowed("integration:manage")
    public Uni<Response> deletion(@RestPath String integration, @Context RoutingContext context) {
        return forms.deletion(Viewer.of(context), Name.existing(integration), Typed.NOTHING)
                .map(content -> shell.page(context, content));
    }

    @POST
    @Path("/{integration}/deletion")
    @Operation(hidden = true)
    @PermissionsAllowed("integration:manage")
    public Uni<Response> delete(@RestPath String integration, byte @Nullable [] body, @Context RoutingContext context) {
        String name = Name.existing(integration);
        return submissions.answer(
                context,
                body,
                form -> forms.requireUnchanged(form, name)
                        .chain(() -> integrations.delete(name, form.has("force", "true") ? "true" : "false"))
                        .map(deleted -> shell.seeOther(Menu.INTEGRATIONS.href())),
                typed -> forms.deletion(Viewer.of(context), name, typed));
    }
}
