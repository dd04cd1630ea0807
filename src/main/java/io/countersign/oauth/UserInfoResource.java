package io.countersign.oauth;

import io.countersign.connection.Account;
import io.countersign.connection.Consenter;
import io.countersign.crypto.Secret;
import io.countersign.problem.OAuthAnswer;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.server.Cancellable;

/**
 * What DocuSign's endpoint of that name tells about a token that Countersign gave out, from what is stored: the user,
 * and of the accounts the connection's own. The token is the credential.
 */
@Path("/oauth/userinfo")
@Cancellable(false)
class UserInfoResource {
    private static final String SCHEME = "Bearer ";

    private final KnownTokens tokens;

    UserInfoResource(KnownTokens tokens) {
        this.tokens = tokens;
    }

    /** Whose token it is. */
    @GET
    @Operation(hidden = true)
    public Uni<Response> userInfo(@Context RoutingContext context) {
        return bearer(context.request().headers().getAll(HttpHeaderNames.AUTHORIZATION))
                .map(token -> tokens.find(token)
                        .map(known -> known.map(found -> OAuthAnswer.ok(told(found.user())))
                                .orElseGet(OAuthAnswer::unknownToken)))
                .orElseGet(() -> Uni.createFrom().item(OAuthAnswer.unknownToken()));
    }

    private static Optional<Secret> bearer(List<String> authorization) {
        return authorization.size() == 1 && authorization.getFirst().regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? Optional.of(Secret.ofText(
                        authorization.getFirst().substring(SCHEME.length()).strip()))
                : Optional.empty();
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
