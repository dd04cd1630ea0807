package io.countersign.oauth;

import io.countersign.oauth.PresentedTokens.Presented;
import io.countersign.problem.OAuthAnswer;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Token introspection (RFC 7662): whether a token is worth something, for clients that may know. */
@Path("/oauth/introspect")
@Cancellable(false)
class IntrospectionResource {
    private final PresentedTokens tokens;

    IntrospectionResource(PresentedTokens tokens) {
        this.tokens = tokens;
    }

    /** Answers about the form's {@code token}. */
    @POST
    @Operation(hidden = true)
    public Uni<Response> introspect(@Context RoutingContext context) {
        return tokens.of(context).map(presented -> switch (presented) {
            case Presented.Refused refused -> OAuthAnswer.of(refused.error());
            case Presented.Nothing nothing -> OAuthAnswer.ok(new JsonObject().put("active", false));
            case Presented.Handle handle -> OAuthAnswer.ok(told(handle));
            case Presented.AccessToken access -> OAuthAnswer.ok(told(access.token()));
        });
    }

    private static JsonObject told(Presented.Handle handle) {
        return new JsonObject()
                .put("active", true)
                .put("client_id", handle.clientId().toString())
                .put("exp", handle.living().expiresAt().getEpochSecond());
    }

    private static JsonObject told(KnownToken token) {
        JsonObject told = new JsonObject()
                .put("active", true)
                .put("token_type", "Bearer")
                .put("exp", token.expiresAt().getEpochSecond());
        TokenResponse.putIfKnown(told, "scope", token.scope());
        TokenResponse.putIfKnown(
                told, "sub", token.user().sub().isEmpty() ? null : token.user().sub());
        return told;
    }
}
