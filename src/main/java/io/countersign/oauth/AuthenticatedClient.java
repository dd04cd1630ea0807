package io.countersign.oauth;

import io.countersign.caller.ClientAuthentication;
import io.countersign.caller.Clients;
import io.countersign.caller.CredentialSource;
import io.countersign.crypto.Secret;
import io.countersign.problem.OAuthError;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
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

    private static final String UNCERTIFIED =
            "The client is not authenticated: its certificate is not valid here, or names no caller. Send client_id and"
                    + " client_secret, or use a certificate whose one URI or DNS name is an identity of a caller.";

    private static final String BAD_SUBJECT = "The subject token is not valid here, or belongs to no caller.";

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

    /** What was sent. */
    ClientRequest read(RoutingContext context) {
        return ClientRequest.of(context, clients);
    }

    /**
     * Authenticates the client. Fails where nobody can be asked.
     *
     * @param lookup what brings the caller together with what the request is about, or null
     */
    Uni<Answer> of(ClientRequest.Read request, CredentialSource.@Nullable Lookup lookup) {
        return switch (request.client()) {
            case ClientAuthentication.None none -> answer(OAuthError.invalidClient(NOBODY, false));
            case ClientAuthentication.Unreadable unreadable -> {
                clients.unreadable(request.remote());
                yield answer(OAuthError.invalidClient(REFUSED, true));
            }
            case ClientAuthentication.BadCertificate bad -> {
                clients.badCertificate(request.remote());
                yield answer(OAuthError.invalidClient(UNCERTIFIED, false));
            }
            case ClientAuthentication.Certified certified ->
                clients.authenticate(certified, lookup, request.remote())
                        .map(known -> answered(known, request, OAuthError.invalidClient(UNCERTIFIED, false)));
            case ClientAuthentication.Ambiguous ambiguous ->
                answer(OAuthError.of(
                        OAuthError.Code.INVALID_REQUEST,
                        "The client authenticates in two ways at once; send one secret, in one place."));
            case ClientAuthentication.Presented presented ->
                clients.authenticate(presented, lookup, request.remote())
                        .map(known -> answered(known, request, OAuthError.invalidClient(REFUSED, presented.basic())));
        };
    }

    /**
     * The same where a subject token says who asks (RFC 8693, section 2.1), and nothing else has to: what else does has
     * to mean the same caller, a certificate too. Both are looked up together with what the request is about, so that
     * neither asks the database where it is known; where nothing is known, each asks once.
     *
     * @param beside hears of the client that authenticates beside the subject token and means the same caller
     */
    Uni<Answer> of(
            ClientRequest.Read request,
            Secret subjectToken,
            CredentialSource.@Nullable Lookup lookup,
            Consumer<SecurityIdentity> beside) {
        return switch (request.client()) {
            case ClientAuthentication.None none -> bySubject(request, subjectToken, lookup);
            case ClientAuthentication.BadCertificate bad -> of(request, lookup);
            case ClientAuthentication.Unreadable unreadable -> of(request, lookup);
            case ClientAuthentication.Ambiguous ambiguous -> of(request, lookup);
            case ClientAuthentication.Certified certified -> byBoth(request, subjectToken, lookup, beside);
            case ClientAuthentication.Presented presented -> byBoth(request, subjectToken, lookup, beside);
        };
    }

    private Uni<Answer> byBoth(
            ClientRequest.Read request,
            Secret subjectToken,
            CredentialSource.@Nullable Lookup lookup,
            Consumer<SecurityIdentity> beside) {
        return of(request, lookup).chain(answer -> switch (answer) {
            case Answer.Refused refused -> Uni.createFrom().item(refused);
            case Answer.Known client ->
                bySubject(request, subjectToken, lookup).map(subject -> same(client, subject, request, beside));
        });
    }

    private Uni<Answer> bySubject(
            ClientRequest.Read request, Secret subjectToken, CredentialSource.@Nullable Lookup lookup) {
        return clients.authenticate(subjectToken, lookup, request.remote())
                .map(known -> answered(known, request, OAuthError.of(OAuthError.Code.INVALID_REQUEST, BAD_SUBJECT)));
    }

    private Answer same(
            Answer.Known client, Answer subject, ClientRequest.Read request, Consumer<SecurityIdentity> beside) {
        return switch (subject) {
            case Answer.Refused refused -> refused;
            case Answer.Known known -> {
                if (!Clients.nameOf(known.identity()).equals(Clients.nameOf(client.identity()))) {
                    yield different(request);
                }
                beside.accept(client.identity());
                yield known;
            }
        };
    }

    /** A {@code client_id} beside what authenticates is normal, and must mean the same caller. */
    private Answer answered(Optional<SecurityIdentity> known, ClientRequest.Read request, OAuthError refusal) {
        if (known.isEmpty()) {
            return new Answer.Refused(refusal);
        }
        return request.form()
                        .find("client_id")
                        .filter(id -> !ClientAuthentication.names(Set.of(id), Clients.nameOf(known.get())))
                        .isPresent()
                ? different(request)
                : new Answer.Known(known.get());
    }

    private Answer different(ClientRequest.Read request) {
        clients.otherCaller(request.remote());
        return new Answer.Refused(OAuthError.of(
                OAuthError.Code.INVALID_REQUEST,
                "The request names two different clients: client_id, and what authenticates, have to mean the same."));
    }

    private static Uni<Answer> answer(OAuthError error) {
        return Uni.createFrom().item(new Answer.Refused(error));
    }
}
