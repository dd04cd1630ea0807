package io.countersign.console;

import io.countersign.crypto.Secret;
import io.countersign.integration.IntegrationRequest;
import io.countersign.integration.IntegrationResource;
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

/** Where an integration is made. */
@Path("/console/new-integration")
@Produces(MediaType.TEXT_HTML)
@Cancellable(false)
@PermissionsAllowed("integration:manage")
class NewIntegrationResource {
    private final IntegrationForms forms;
    private final IntegrationResource integrations;
    private final Submissions submissions;
    private final Shell shell;

    NewIntegrationResource(
            IntegrationForms forms, IntegrationResource integrations, Submissions submissions, Shell shell) {
        this.forms = forms;
        this.integrations = integrations;
        this.submissions = submissions;
        this.shell = shell;
    }

    @GET
    @Operation(hidden = true)
    public Response show(@Context RoutingContext context) {
        return shell.page(context, forms.makeOne(Viewer.of(context), Typed.NOTHING));
    }

    @POST
    @Operation(hidden = true)
    public Uni<Response> make(byte @Nullable [] body, @Context RoutingContext context) {
        return submissions.answer(
                context,
                body,
                form -> make(form, form.field("integration").orElse("")),
                typed -> Uni.createFrom().item(forms.makeOne(Viewer.of(context), typed)));
    }

    private Uni<Response> make(PostedForm form, String integration) {
        IntegrationRequest wanted = new IntegrationRequest(
                form.field("environment").orElse(""),
                form.field("integration_key").orElse(""),
                form.text("client_type"),
                form.field("client_secret").map(Secret::ofText).orElse(null),
                IntegrationForms.scopes(form),
                form.text("display_name"),
                form.text("tenant"));
        return forms.requireAbsent(integration)
                .chain(() -> integrations.put(integration, wanted))
                .map(made -> shell.seeOther(Paths.integration(integration)));
    }
}
