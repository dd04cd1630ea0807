package io.countersign.oauth;

import io.countersign.caller.ClientAuthentication;
import io.countersign.caller.Clients;
import io.countersign.caller.CredentialSource;
import io.countersign.problem.OAuthError;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says who a request's client is, or refuses it as RFC 6749, section 5.2 wants it. */
@ApplicationScoped
class AuthenticatedClient {
    private static final String REFUSED =
            "The client is not authenticated: client_id must be a caller's name or GUID, and"
                    + " client_secret one of its API keys that has neither expired nor been deleted.";

    private static final String NOBODY =
            "No client_secret was sent. Send client_id and client_secret as Authorization: Basic or in the form; a"
                    + " Bearer counts for nothing here.";

    private final Clients clients;

    AuthenticatedClient(Clients clients) {
        this.clients = clients;
    }

    /** How it ends. */
    sealed interface Answer {

        /** It is that caller. */
        record Known(SecurityIdentity identity) implements Answer {}

        /** Nobody knows who, or it must not go on. */
        record Refused(OAuthError error) implements Answer {}
    }

    /**
     * Authenticates the client. Fails where nobody can be asked.
     *
     * @param lookup what brings the caller together with what the request is about, or null
     */
    Uni<Answer> of(ClientRequest.Read request, CredentialSource.@Nullable Lookup lookup) {
        return switch (request.client()) {
            case ClientAuthentication.None none -> answer(OAuthError.invalidClient(NOBODY, false));
            case ClientAuthentication.Unreadable unreadable -> refused(true);
            case ClientAuthentication.Ambiguous ambiguous ->
                answer(OAuthError.of(
                        OAuthError.Code.INVALID_REQUEST,
                        "The client authenticates in two ways at once; send one secret, in one place."));
            case ClientAuthentication.Presented presented ->
                clients.authenticate(presented, lookup)
                        .map(known -> known.map(identity -> agreeing(identity, request.form()))
                                .orElseGet(() -> refusal(presented.basic())));
        };
    }

    /** A {@code client_id} beside Basic is normal, and must mean the same caller. */
    private static Answer agreeing(SecurityIdentity identity, Form form) {
        return form.find("client_id")
                        .filter(id -> !ClientAuthentication.names(Set.of(id), Clients.nameOf(identity)))
                        .isPresent()
                ? new Answer.Refused(OAuthError.of(
                        OAuthError.Code.INVALID_REQUEST,
                        "client_id in the form and in Authorization name different clients."))
                : new Answer.Known(identity);
    }

    private static Uni<Answer> refused(boolean basic) {
        return Uni.createFrom().item(refusal(basic));
    }

    private static Answer refusal(boolean basic) {
        return new Answer.Refused(OAuthError.invalidClient(REFUSED, basic));
    }

    private static Uni<Answer> answer(OAuthError error) {
        return Uni.createFrom().item(new Answer.Refused(error));
    }
}
