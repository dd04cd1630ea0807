package io.countersign.console;

import io.countersign.connection.ConnectionResource;
import io.countersign.naming.Name;
import io.quarkus.security.Authenticated;
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

/** Where a tenant gets a connection. Who may make which one is judged by the API's own operation. */
@Path("/console/new-connection/{tenant}")
@Produces(MediaType.TEXT_HTML)
@Cancellable(false)
class NewConnectionResource {
    private final NewConnectionPage page;
    private final ConnectionResource connections;
    private final Submissions submissions;
    private final Shell shell;

    NewConnectionResource(
            NewConnectionPage page, ConnectionResource connections, Submissions submissions, Shell shell) {
        this.page = page;
        this.connections = connections;
        this.submissions = submissions;
        this.shell = shell;
    }

    /** For whoever may see the tenant's connections. */
    @GET
    @Operation(hidden = true)
    @PermissionsAllowed("connections:list")
    public Uni<Response> show(@RestPath String tenant, @Context RoutingContext context) {
        return page.of(Name.existing(tenant), Viewer.of(context), Typed.NOTHING)
                .map(content -> shell.page(context, content));
    }

    @POST
    @Operation(hidden = true)
    @Authenticated
    public Uni<Response> make(@RestPath String tenant, byte @Nullable [] body, @Context RoutingContext context) {
        return submissions.answer(
                context,
                body,
                form -> make(Viewer.of(context), form, tenant, NewConnectionPage.nameIn(form)),
                typed -> page.of(Name.existing(tenant), Viewer.of(context), typed));
    }

    private Uni<Response> make(Viewer viewer, PostedForm form, String tenant, String connection) {
        return page.requireAbsent(viewer, tenant, connection)
                .chain(() -> connections.put(tenant, connection, NewConnectionPage.wanted(form)))
                .map(made -> shell.seeOther(Paths.connection(tenant, connection)));
    }
}
