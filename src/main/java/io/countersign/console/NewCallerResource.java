package io.countersign.console;

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

/** Where a caller is made. */
@Path("/console/new-caller")
@Produces(MediaType.TEXT_HTML)
@Cancellable(false)
@PermissionsAllowed("caller:manage")
class NewCallerResource {
    private final CallerForms forms;
    private final CallerSubmissions callers;
    private final Submissions submissions;
    private final Shell shell;

    NewCallerResource(CallerForms forms, CallerSubmissions callers, Submissions submissions, Shell shell) {
        this.forms = forms;
        this.callers = callers;
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
                form -> callers.make(form)
                        .map(made ->
                                shell.seeOther(Paths.caller(form.field("caller").orElse("")))),
                typed -> Uni.createFrom().item(forms.makeOne(Viewer.of(context), typed)));
    }
}
