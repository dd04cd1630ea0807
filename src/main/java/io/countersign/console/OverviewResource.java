package io.countersign.console;

import io.quarkus.security.Authenticated;
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

/** The console's first page. */
@Path(ConsolePaths.ROOT)
@Produces(MediaType.TEXT_HTML)
@Cancellable(false)
@Authenticated
class OverviewResource {
    private final Overview overview;
    private final Shell shell;
    private final SecurityIdentity identity;

    OverviewResource(Overview overview, Shell shell, SecurityIdentity identity) {
        this.overview = overview;
        this.shell = shell;
        this.identity = identity;
    }

    @GET
    @Operation(hidden = true)
    public Uni<Response> show(@Context RoutingContext context) {
        return overview.of(identity).map(content -> shell.page(context, content));
    }
}
