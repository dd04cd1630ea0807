package io.countersign.oauth;

import io.countersign.issuing.Door;
import io.countersign.issuing.IssuableReader;
import io.countersign.issuing.IssueAnswer;
import io.countersign.issuing.IssueAnswer.Issued;
import io.countersign.issuing.Issuing;
import io.countersign.issuing.Place;
import io.countersign.issuing.PresentedHandle;
import io.countersign.problem.OAuthAnswer;
import io.countersign.problem.OAuthError;
import io.quarkus.security.StringPermission;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.server.Cancellable;

/**
 * The token endpoint (RFC 6749, section 3.2). A grant here is issued by the same rules, from the same memory and at the
 * same cost as by the API's own operation.
 */
@Path("/oauth/token")
@Cancellable(false)
class TokenEndpointResource {
    private final AuthenticatedClient clients;
    private final IssuableReader reader;
    private final Issuing issuing;
    private final Unissued unissued;

    TokenEndpointResource(AuthenticatedClient clients, IssuableReader reader, Issuing issuing, Unissued unissued) {
        this.clients = clients;
        this.reader = reader;
        this.issuing = issuing;
        this.unissued = unissued;
    }

    /** Grants what the form asks for. */
    @POST
    @Operation(hidden = true)
    public Uni<Response> token(@Context RoutingContext context) {
        return switch (clients.read(context)) {
            case ClientRequest.Refused refused -> error(refused.error());
            case ClientRequest.Read request ->
                switch (GrantRequest.of(request.form())) {
                    case GrantRequest.ForPlace named -> forPlace(request, named.place());
                    case GrantRequest.ByHandle byHandle -> byHandle(request, byHandle);
                    case GrantRequest.ByExchange exchange -> byExchange(request, exchange);
                    case GrantRequest.AfterClient later -> afterClient(request, later.error());
                    case GrantRequest.Refused refused -> error(refused.error());
                };
        };
    }

    private Uni<Response> forPlace(ClientRequest.Read request, Place place) {
        return clients.of(request, reader.lookup(place)).chain(answer -> switch (answer) {
            case AuthenticatedClient.Answer.Refused refused -> error(refused.error());
            case AuthenticatedClient.Answer.Known known ->
                issue(
                        known.identity(),
                        Door.CLIENT_CREDENTIALS,
                        place,
                        GrantRequest.invalidTarget(),
                        TokenResponse::whole);
        });
    }

    private Uni<Response> byHandle(ClientRequest.Read request, GrantRequest.ByHandle grant) {
        RefreshHandle handle = grant.handle();
        return clients.of(request, reader.lookup(new PresentedHandle(handle.id(), handle.hash())))
                .chain(answer -> switch (answer) {
                    case AuthenticatedClient.Answer.Refused refused -> error(refused.error());
                    case AuthenticatedClient.Answer.Known known ->
                        Issuing.placeOf(known.identity())
                                .map(place -> grant.place()
                                                .filter(asked -> !asked.equals(place))
                                                .isPresent()
                                        // Somebody else's token would be taken for the one that was asked for.
                                        ? error(GrantRequest.otherTarget())
                                        : issueByHandle(known.identity(), place, handle))
                                .orElseGet(() -> error(GrantRequest.invalidHandle()));
                });
    }

    private Uni<Response> issueByHandle(SecurityIdentity identity, Place place, RefreshHandle handle) {
        return issue(
                identity,
                Door.REFRESH_TOKEN,
                place,
                GrantRequest.invalidHandle(),
                issued -> TokenResponse.likeDocuSign(issued, handle));
    }

    /** Which connection is meant is judged for nobody but a caller. */
    private Uni<Response> byExchange(ClientRequest.Read request, GrantRequest.ByExchange grant) {
        return clients.of(
                        request,
                        grant.subjectToken(),
                        grant.place().map(reader::lookup).orElse(null),
                        reader::keepBeside)
                .chain(answer -> switch (answer) {
                    case AuthenticatedClient.Answer.Refused refused -> error(refused.error());
                    case AuthenticatedClient.Answer.Known known ->
                        grant.place()
                                .map(place -> issue(
                                        known.identity(),
                                        Door.TOKEN_EXCHANGE,
                                        place,
                                        GrantRequest.invalidTarget(),
                                        TokenResponse::exchanged))
                                .orElseGet(() -> error(GrantRequest.noTarget(request.form())));
                });
    }

    /** What is wrong is told to nobody but a client. */
    private Uni<Response> afterClient(ClientRequest.Read request, OAuthError error) {
        return clients.of(request, null).chain(answer -> switch (answer) {
            case AuthenticatedClient.Answer.Refused refused -> error(refused.error());
            case AuthenticatedClient.Answer.Known known -> error(error);
        });
    }

    /**
     * Issues to who may have it.
     *
     * @param nothing where there is nothing, or nothing for this caller: the same for both
     */
    private Uni<Response> issue(
            SecurityIdentity identity,
            Door door,
            Place place,
            OAuthError nothing,
            Function<Issued, JsonObject> success) {
        return identity.checkPermission(new StringPermission("token:issue", place.action()))
                .chain(may -> may
                        ? issuing.issue(identity, door, place, null)
                                .chain(answer -> answered(identity, place, answer, nothing, success))
                        : error(nothing));
    }

    private Uni<Response> answered(
            SecurityIdentity identity,
            Place place,
            IssueAnswer answer,
            OAuthError nothing,
            Function<Issued, JsonObject> success) {
        return answer instanceof Issued issued
                ? Uni.createFrom().item(OAuthAnswer.ok(success.apply(issued)))
                : unissued.error(identity, place, answer).map(error -> OAuthAnswer.of(error.orElse(nothing)));
    }

    private static Uni<Response> error(OAuthError error) {
        return Uni.createFrom().item(OAuthAnswer.of(error));
    }
}
