package io.countersign.console;

import io.quarkus.security.Authenticated;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** Ends the session of this browser. */
@Path(ConsolePaths.SIGN_OUT)
@Produces(MediaType.TEXT_HTML)
@Cancellable(false)
@Authenticated
class SignOutResource {
    private final ConsoleSessions sessions;
    private final Shell shell;

    SignOutResource(ConsoleSessions sessions, Shell shell) {
        this.sessions = sessions;
        this.shell = shell;
    }

    @POST
    @Operation(hidden = true)
    public Response signOut(byte @Nullable [] body, @Context RoutingContext context) {
        PostedForm.ofSession(context, body);
        return Response.fromResponse(shell.seeOther(ConsolePaths.SIGN_IN))
                .header(HttpHeaders.SET_COOKIE, sessions.end())
                .build();
    }
}
