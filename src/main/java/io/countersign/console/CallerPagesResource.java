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

/** Callers and their keys. */
@Path("/console/callers")
@Produces(MediaType.TEXT_HTML)
@Cancellable(false)
@PermissionsAllowed("caller:manage")
class CallerPagesResource {
    private final CallerPages callers;
    private final Shell shell;

    CallerPagesResource(CallerPages callers, Shell shell) {
        this.callers = callers;
        this.shell = shell;
    }

    @GET
    @Operation(hidden = true)
    public Uni<Response> list(
            @QueryParam("after") @DefaultValue("") @Pattern(regexp = Name.CURSOR_PATTERN, message = Name.CURSOR_RULE)
                    String after,
            @Context RoutingContext context) {
        return callers.list(after).map(content -> shell.page(context, content));
    }

    @GET
    @Path("/{caller}")
    @Operation(hidden = true)
    public Uni<Response> show(@RestPath String caller, @Context RoutingContext context) {
        return callers.show(Name.existing(caller)).map(content -> shell.page(context, content));
    }
}
