package io.countersign.console;

import io.quarkus.security.PermissionsAllowed;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Leads from nothing to a first token. */
@Path("/console/start")
@Produces(MediaType.TEXT_HTML)
@Cancellable(false)
@PermissionsAllowed("integration:manage")
class StartResource {
    private final StartPage page;
    private final Shell shell;
    private final SecurityIdentity identity;

    StartResource(StartPage page, Shell shell, SecurityIdentity identity) {
        this.page = page;
        this.shell = shell;
        this.identity = identity;
    }

    @GET
    @Operation(hidden = true)
    public Uni<Response> show(@Context RoutingContext context) {
        return page.show(identity, Viewer.of(context)).map(content -> shell.page(context, content));
    }
}
