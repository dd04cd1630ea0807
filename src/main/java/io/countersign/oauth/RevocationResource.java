package io.countersign.oauth;

import io.countersign.oauth.PresentedTokens.Presented;
import io.countersign.problem.OAuthAnswer;
import io.countersign.problem.OAuthError;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.server.Cancellable;

/**
 * Token revocation (RFC 7009): ends a refresh handle of the client's own. DocuSign cannot end an access token, so one
 * that the client knows of is refused instead of pretending; all else is nothing, which cannot be worth less.
 */
@Path("/oauth/revoke")
@Cancellable(false)
class RevocationResource {
    private static final OAuthError CANNOT = OAuthError.of(
            OAuthError.Code.UNSUPPORTED_TOKEN_TYPE,
            "DocuSign ends no access token before its time. The user can revoke the consent there; disconnecting the"
                    + " connection stops the issuing here.");

    private final PresentedTokens tokens;
    private final RefreshHandles handles;

    RevocationResource(PresentedTokens tokens, RefreshHandles handles) {
        this.tokens = tokens;
        this.handles = handles;
    }

    /** Ends the form's {@code token}. */
    @POST
    @Operation(hidden = true)
    public Uni<Response> revoke(@Context RoutingContext context) {
        return tokens.of(context).chain(presented -> switch (presented) {
            case Presented.Refused refused -> answer(OAuthAnswer.of(refused.error()));
            case Presented.Nothing nothing -> done();
            case Presented.Handle handle ->
                handles.revoke(handle.caller(), handle.handle()).chain(revoked -> done());
            case Presented.AccessToken access -> answer(OAuthAnswer.of(CANNOT));
        });
    }

    private static Uni<Response> done() {
        return answer(OAuthAnswer.ok(new JsonObject()));
    }

    private static Uni<Response> answer(Response response) {
        return Uni.createFrom().item(response);
    }
}
