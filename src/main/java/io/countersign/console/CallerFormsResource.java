package io.countersign.console;

import io.countersign.naming.Name;
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
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** What a caller gets and loses: grants, API keys, and itself. */
@Path("/console/callers/{caller}")
@Produces(MediaType.TEXT_HTML)
@Cancellable(false)
@PermissionsAllowed("caller:manage")
class CallerFormsResource {
    private static final int CREATED = Response.Status.CREATED.getStatusCode();

    private final CallerForms forms;
    private final CallerSubmissions callers;
    private final Submissions submissions;
    private final Shell shell;

    CallerFormsResource(CallerForms forms, CallerSubmissions callers, Submissions submissions, Shell shell) {
        this.forms = forms;
        this.callers = callers;
        this.submissions = submissions;
        this.shell = shell;
    }

    @GET
    @Path("/grants")
    @Operation(hidden = true)
    public Uni<Response> grant(@RestPath String caller, @Context RoutingContext context) {
        return shown(context, forms.addGrant(Viewer.of(context), Name.existing(caller), Typed.NOTHING));
    }

    @POST
    @Path("/grants")
    @Operation(hidden = true)
    public Uni<Response> addGrant(@RestPath String caller, byte @Nullable [] body, @Context RoutingContext context) {
        String name = Name.existing(caller);
        return submissions.answer(
                context,
                body,
                form -> callers.addGrant(name, form).map(added -> shell.seeOther(Paths.caller(name))),
                typed -> forms.addGrant(Viewer.of(context), name, typed));
    }

    @GET
    @Path("/grants/{position}/deletion")
    @Operation(hidden = true)
    public Uni<Response> deletionOfGrant(
            @RestPath String caller, @RestPath String position, @Context RoutingContext context) {
        return shown(context, forms.takeGrant(Viewer.of(context), Name.existing(caller), position));
    }

    @POST
    @Path("/grants/{position}/deletion")
    @Operation(hidden = true)
    public Uni<Response> takeGrant(
            @RestPath String caller,
            @RestPath String position,
            byte @Nullable [] body,
            @Context RoutingContext context) {
        String name = Name.existing(caller);
        return submissions.answer(
                context,
                body,
                form -> callers.takeGrant(name, position, form).map(taken -> shell.seeOther(Paths.caller(name))));
    }

    @GET
    @Path("/api-keys")
    @Operation(hidden = true)
    public Uni<Response> key(@RestPath String caller, @Context RoutingContext context) {
        return shown(context, forms.makeKey(Viewer.of(context), Name.existing(caller), Typed.NOTHING));
    }

    /** Answers with the key itself, which is on no other page. */
    @POST
    @Path("/api-keys")
    @Operation(hidden = true)
    public Uni<Response> makeKey(@RestPath String caller, byte @Nullable [] body, @Context RoutingContext context) {
        String name = Name.existing(caller);
        return submissions.answer(
                context,
                body,
                form -> forms.newKey(name, callers.makeKey(name, form))
                        .map(content -> shell.page(CREATED, context, content)),
                typed -> forms.makeKey(Viewer.of(context), name, typed));
    }

    @GET
    @Path("/api-keys/{id}/deletion")
    @Operation(hidden = true)
    public Uni<Response> deletionOfKey(@RestPath String caller, @RestPath String id, @Context RoutingContext context) {
        return shown(context, forms.deleteKey(Viewer.of(context), Name.existing(caller), id));
    }

    @POST
    @Path("/api-keys/{id}/deletion")
    @Operation(hidden = true)
    public Uni<Response> deleteKey(
            @RestPath String caller, @RestPath String id, byte @Nullable [] body, @Context RoutingContext context) {
        String name = Name.existing(caller);
        return submissions.answer(
                context,
                body,
                form -> callers.deleteKey(name, id, form).map(deleted -> shell.seeOther(Paths.caller(name))));
    }

    @GET
    @Path("/deletion")
    @Operation(hidden = true)
    public Uni<Response> deletion(@RestPath String caller, @Context RoutingContext context) {
        return shown(context, forms.delete(Viewer.of(context), Name.existing(caller)));
    }

    @POST
    @Path("/deletion")
    @Operation(hidden = true)
    public Uni<Response> delete(@RestPath String caller, byte @Nullable [] body, @Context RoutingContext context) {
        String name = Name.existing(caller);
        return submissions.answer(
                context, body, form -> callers.delete(name, form).map(deleted -> shell.seeOther(Menu.CALLERS.href())));
    }

    private Uni<Response> shown(RoutingContext context, Uni<Content> content) {
        return content.map(page -> shell.page(context, page));
    }
}
