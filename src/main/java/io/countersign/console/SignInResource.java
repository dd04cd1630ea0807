package io.countersign.console;

import io.countersign.crypto.Secret;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** Where somebody comes in with an API key. There is no session yet, so {@link ConsoleDoor} looks at the origin. */
@Path(ConsolePaths.SIGN_IN)
@Produces(MediaType.TEXT_HTML)
@Cancellable(false)
class SignInResource {
    private static final int REFUSED = 403;

    private final ConsoleSessions sessions;
    private final Shell shell;

    SignInResource(ConsoleSessions sessions, Shell shell) {
        this.sessions = sessions;
        this.shell = shell;
    }

    @GET
    @Operation(hidden = true)
    public Response show(@Context RoutingContext context) {
        return shell.page(context, page(null));
    }

    /** Every reason for a refusal looks the same. */
    @POST
    @Operation(hidden = true)
    public Uni<Response> signIn(byte @Nullable [] body, @Context RoutingContext context) {
        Optional<String> key = PostedForm.of(context.request().getHeader(HttpHeaders.CONTENT_TYPE), body)
                .field("key");
        if (key.isEmpty()) {
            return Uni.createFrom().item(shell.page(REFUSED, context, page("Please type or paste an API key.")));
        }
        return sessions.begin(
                        Secret.ofText(key.get().strip()), context.request().remoteAddress())
                .map(cookie -> cookie.map(set -> signedIn(set))
                        .orElseGet(() -> shell.page(
                                REFUSED,
                                context,
                                page("This is no valid API key: it is mistyped, was deleted, or has expired. Check it,"
                                        + " or ask whoever manages the callers for another one."))));
    }

    private Response signedIn(String cookie) {
        return Response.fromResponse(shell.seeOther(ConsolePaths.ROOT))
                .header(HttpHeaders.SET_COOKIE, cookie)
                .build();
    }

    private static Content page(@Nullable String complaint) {
        Form form = new Form(
                ConsolePaths.SIGN_IN, true, null, List.of(Form.Field.signIn("key", "API key")), "Sign in", false);
        Block about = Block.of(
                        null,
                        "Sign in with an API key of a caller. You will see what that caller may see. The key"
                                + " itself is not kept: this browser gets a session, which ends after 30 minutes"
                                + " without use, after 8 hours at most, and with the key.")
                .with(form);
        return new Content(
                "Sign in",
                null,
                complaint == null
                        ? List.of(about)
                        : List.of(Block.of(null, complaint).in(Mood.BAD), about));
    }
}
