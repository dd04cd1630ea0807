package io.countersign.issuing;

import io.countersign.connection.NotConnected;
import io.countersign.naming.Name;
import io.countersign.problem.DatabaseProblem;
import io.countersign.problem.Member;
import io.countersign.problem.Problem;
import io.quarkus.security.PermissionsAllowed;
import io.quarkus.security.StringPermission;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** Where callers get access tokens. */
@Path("/v1/tenants/{tenant}/connections/{connection}/token")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Cancellable(false)
@Tag(name = "Tokens")
class TokenResource {
    private final Issuing issuing;
    private final TokenReports reports;
    private final SecurityIdentity identity;

    TokenResource(Issuing issuing, TokenReports reports, SecurityIdentity identity) {
        this.issuing = issuing;
        this.reports = reports;
        this.identity = identity;
    }

    /** Issues a valid access token, or says who has to do what. */
    @POST
    @Operation(operationId = "issueToken", summary = "Get a valid access token")
    @APIResponseSchema(
            value = TokenView.class,
            responseCode = "200",
            responseDescription = "Never cached; expires_in is the true rest")
    @APIResponse(responseCode = "409", ref = "NotConnected")
    @PermissionsAllowed("token:issue")
    public Uni<RestResponse<TokenView>> issue(
            @RestPath String tenant, @RestPath String connection, @RequestBody @Valid @Nullable TokenRequest body) {
        return issuing.issue(
                        identity, Door.API, new Place(tenant, connection), body == null ? null : body.minTtlSeconds())
                .chain(answer -> answered(new Place(tenant, connection), answer));
    }

    /**
     * Takes the report that DocuSign refused an access token before its end. If it is the one that is issued now, the
     * next request for a token has it renewed.
     */
    @POST
    @Operation(operationId = "reportRejectedToken", summary = "Report an access token that DocuSign refused")
    @APIResponse(
            responseCode = "202",
            description = "If it is the one that is issued now, the next request for a token has it renewed")
    @Path("/rejected")
    @PermissionsAllowed("token:issue")
    public Uni<RestResponse<Void>> rejected(
            @RestPath String tenant, @RestPath String connection, @NotNull @Valid RejectedTokenRequest body) {
        return reports.report(
                        body.accessToken(),
                        identity.getPrincipal().getName(),
                        Name.existing(tenant),
                        Name.existing(connection))
                .replaceWith(() -> RestResponse.accepted());
    }

    private Uni<RestResponse<TokenView>> answered(Place place, IssueAnswer answer) {
        return switch (answer) {
            case IssueAnswer.Issued issued -> Uni.createFrom().item(ok(TokenView.of(issued)));
            case IssueAnswer.Unknown unknown -> failed(Problem.notFound());
            case IssueAnswer.TooLong tooLong ->
                failed(Problem.invalidField("min_ttl_seconds", TokenRequest.RULE_OF_ASSERTIONS));
            case IssueAnswer.NotConnected not -> notConnected(place, not);
            case IssueAnswer.DatabaseAway away -> failed(telling(DatabaseProblem.unavailable(), away.satisfiable()));
            case IssueAnswer.Unavailable unavailable ->
                failed(telling(
                        Problem.unavailable(unavailable.detail(), unavailable.retryAfter()),
                        unavailable.satisfiable()));
        };
    }

    private static Problem telling(Problem problem, @Nullable Long satisfiable) {
        return satisfiable == null ? problem : problem.with("satisfiable_seconds", new Member.Whole(satisfiable));
    }

    private static <T> Uni<T> failed(Problem problem) {
        return Uni.createFrom().failure(problem.toException());
    }

    private static RestResponse<TokenView> ok(TokenView view) {
        return RestResponse.ResponseBuilder.ok(view)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header("Pragma", "no-cache")
                .build();
    }

    private Uni<RestResponse<TokenView>> notConnected(Place place, IssueAnswer.NotConnected answer) {
        return identity.checkPermission(new StringPermission("connection:manage", place.action()))
                .chain(manages -> failed(telling(
                        new NotConnected(
                                        place.tenant(),
                                        place.connection(),
                                        answer.state(),
                                        answer.reason(),
                                        answer.askedAgainIn())
                                .problem("No access token can be issued.", manages),
                        answer.satisfiable())));
    }
}
