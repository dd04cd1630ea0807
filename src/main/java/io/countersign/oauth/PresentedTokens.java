package io.countersign.oauth;

import io.countersign.caller.ClientId;
import io.countersign.caller.Clients;
import io.countersign.caller.Permission;
import io.countersign.caller.PermittedPlaces;
import io.countersign.crypto.Secret;
import io.countersign.problem.OAuthError;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/**
 * What a token is to the client that presents it. One that is another's, or nobody's, is the same nothing, found in the
 * same time.
 */
@ApplicationScoped
class PresentedTokens {
    private static final OAuthError NO_TOKEN = OAuthError.of(OAuthError.Code.INVALID_REQUEST, "token is missing.");

    private final AuthenticatedClient clients;
    private final RefreshHandles handles;
    private final KnownTokens tokens;

    PresentedTokens(AuthenticatedClient clients, RefreshHandles handles, KnownTokens tokens) {
        this.clients = clients;
        this.handles = handles;
        this.tokens = tokens;
    }

    /** What becomes of a request that is about one token. */
    sealed interface Presented {

        /** It cannot be read, or nobody knows who sends it. */
        record Refused(OAuthError error) implements Presented {}

        /**
         * A handle of this client's.
         *
         * @param caller the client's name
         */
        record Handle(String caller, RefreshHandle handle, LivingHandle living) implements Presented {

            /** The client's GUID. */
            UUID clientId() {
                return ClientId.of(caller);
            }
        }

        /** An access token that this client may know of. */
        record AccessToken(KnownToken token) implements Presented {}

        /** Nothing that it may know of. */
        record Nothing() implements Presented {}
    }

    /** Reads the request, authenticates its client, and looks up the form's {@code token} by what it looks like. */
    Uni<Presented> of(RoutingContext context) {
        return switch (clients.read(context)) {
            case ClientRequest.Refused refused -> refused(refused.error());
            case ClientRequest.Read request ->
                clients.of(request, null).chain(answer -> switch (answer) {
                    case AuthenticatedClient.Answer.Refused refused -> refused(refused.error());
                    case AuthenticatedClient.Answer.Known known ->
                        request.form()
                                .find("token")
                                .map(token -> find(known.identity(), token))
                                .orElseGet(() -> refused(NO_TOKEN));
                });
        };
    }

    private Uni<Presented> find(SecurityIdentity client, String token) {
        String caller = Clients.nameOf(client);
        return RefreshHandle.parse(token)
                .map(handle -> handles.find(caller, handle)
                        .map(living -> living.<Presented>map(known -> new Presented.Handle(caller, handle, known))
                                .orElseGet(Presented.Nothing::new)))
                .orElseGet(() -> accessToken(client, Secret.ofText(token.strip()))
                        .map(known ->
                                known.<Presented>map(Presented.AccessToken::new).orElseGet(Presented.Nothing::new)));
    }

    private Uni<Optional<KnownToken>> accessToken(SecurityIdentity client, Secret token) {
        return tokens.find(token, PermittedPlaces.of(client, Permission.CONNECTION_READ, Permission.TOKEN_ISSUE));
    }

    private static Uni<Presented> refused(OAuthError error) {
        return Uni.createFrom().item(new Presented.Refused(error));
    }
}
