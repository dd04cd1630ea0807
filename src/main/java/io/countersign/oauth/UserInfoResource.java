package io.countersign.oauth;

import io.countersign.connection.Account;
import io.countersign.connection.Consenter;
import io.countersign.problem.OAuthAnswer;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.server.Cancellable;

/**
 * What DocuSign's endpoint of that name tells about a token that Countersign gave out, from what is stored: the user,
 * and of the accounts the connection's own. The token is the credential.
 */
@Path("/oauth/userinfo")
@Cancellable(false)
class UserInfoResource {
    private final TokensOfStrangers tokens;

    UserInfoResource(TokensOfStrangers tokens) {
        this.tokens = tokens;
    }

    /** Whose token it is. */
    @GET
    @Operation(hidden = true)
    public Uni<Response> userInfo(@Context RoutingContext context) {
        return tokens.find(context)
                .map(known ->
                        known.map(found -> OAuthAnswer.ok(told(found.user()))).orElseGet(OAuthAnswer::unknownToken));
    }

    private static JsonObject told(Consenter user) {
        JsonObject told = new JsonObject().put("sub", user.sub());
        TokenResponse.putIfKnown(told, "name", user.name());
        TokenResponse.putIfKnown(told, "given_name", user.profile().givenName());
        TokenResponse.putIfKnown(told, "family_name", user.profile().familyName());
        TokenResponse.putIfKnown(told, "created", user.profile().created());
        TokenResponse.putIfKnown(told, "email", user.email());
        JsonArray accounts = new JsonArray();
        user.accounts().forEach(account -> accounts.add(told(account)));
        return told.put("accounts", accounts);
    }

    private static JsonObject told(Account account) {
        JsonObject told =
                new JsonObject().put("account_id", account.accountId()).put("is_default", true);
        TokenResponse.putIfKnown(told, "account_name", account.accountName());
        return told.put("base_uri", account.baseUri());
    }
}
