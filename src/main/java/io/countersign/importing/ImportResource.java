package io.countersign.importing;

import io.countersign.connection.ConnectionView;
import io.countersign.connection.Connections;
import io.countersign.naming.Name;
import io.countersign.problem.Member;
import io.countersign.problem.Problem;
import io.countersign.problem.ProblemType;
import io.quarkus.security.PermissionsAllowed;
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
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Where a connection gets a refresh token that somebody else obtained. */
@Path("/v1/tenants/{tenant}/connections/{connection}/import")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Cancellable(false)
@Tag(name = "Connections")
class ImportResource {
    private final Imports imports;
    private final Connections connections;
    private final SecurityIdentity identity;

    ImportResource(Imports imports, Connections connections, SecurityIdentity identity) {
        this.imports = imports;
        this.connections = connections;
        this.identity = identity;
    }

    /** Proves the token by spending it, and connects what it brings. */
    @POST
    @Operation(operationId = "importToken", summary = "Connect with a refresh token that somebody else obtained")
    @APIResponseSchema(
            value = ConnectionView.class,
            responseCode = "200",
            responseDescription = "The connection holds what the token brought: as its own tokens or, as pending says,"
                    + " until somebody confirms it")
    @APIResponse(
            responseCode = "202",
            description = "DocuSign has not said yet whether the token works, or whose it is: it is asked again."
                    + " Read the connection, or send the same again after Retry-After",
            content = @Content(schema = @Schema(implementation = ConnectionView.class)))
    @APIResponse(
            responseCode = "409",
            description = "The token's user or accounts differ from what is pinned, or its user has no account (it is"
                    + " kept as pending), another import is under way, or the connection impersonates a user")
    @APIResponse(responseCode = "422", ref = "InvalidImport")
    @PermissionsAllowed("connection:manage")
    public Uni<RestResponse<ConnectionView>> send(
            @RestPath String tenant, @RestPath String connection, @NotNull @Valid ImportRequest body) {
        return imports.send(
                        Name.existing(tenant),
                        Name.existing(connection),
                        body.token(),
                        body.issuedAt(),
                        identity.getPrincipal().getName())
                .chain(answer -> answered(tenant, connection, answer));
    }

    private Uni<RestResponse<ConnectionView>> answered(String tenant, String connection, ImportAnswer answer) {
        return switch (answer) {
            case ImportAnswer.Held held -> connections.get(tenant, connection).map(RestResponse::ok);
            case ImportAnswer.Unproven unproven ->
                connections.get(tenant, connection).map(view -> accepted(view, unproven.retryAfter()));
            case ImportAnswer.Refused refused -> failed(problem(refused));
            case ImportAnswer.Differs differs -> failed(differs(differs.reason()));
            case ImportAnswer.WithoutAccount without ->
                failed(Problem.conflict("The token works, but its user belongs to no DocuSign account that can be"
                        + " used. It is kept for 30 days, as pending says, and DocuSign is asked again every 10"
                        + " minutes: give the user an account, or disconnect the connection, which destroys it."));
            case ImportAnswer.Withdrawn withdrawn ->
                failed(Problem.conflict("The connection was disconnected or deleted, or a consent was accepted for it,"
                        + " before DocuSign had been heard about the token. Nothing of the import was kept."));
            case ImportAnswer.OtherUnderWay other ->
                failed(Problem.conflict(
                        "Another import of this connection is under way. Wait for its end, or disconnect"
                                + " the connection, which destroys it."));
            case ImportAnswer.WrongGrant grant ->
                failed(Problem.conflict("The connection's grant is jwt_bearer: it impersonates a user, and has no use"
                        + " for a refresh token."));
            case ImportAnswer.ObtainedLater later ->
                failed(Problem.invalidField("obtained_at", "must not be later than now"));
            case ImportAnswer.Unknown unknown -> failed(Problem.notFound());
        };
    }

    private static Problem problem(ImportAnswer.Refused refused) {
        String detail = switch (refused.reason()) {
            case ImportAnswer.Refused.ALREADY_IMPORTED ->
                "This refresh token is being imported, or was, through another connection or through this one, which"
                        + " has other tokens by now. That spends it, unless DocuSign refuses it there or that import is"
                        + " stopped: then send it again. DocuSign was not asked now.";
            case ImportAnswer.Refused.LOST_RESPONSE ->
                "This refresh token was sent to DocuSign before, and no verdict came back. It may have been exchanged:"
                        + " then nobody has what for, and somebody has to consent again. Or it may not: then your copy"
                        + " still works elsewhere. It is not sent from here again. Make a consent link; or renew your"
                        + " copy yourself, and import the refresh token that this brings.";
            default ->
                "DocuSign refuses this refresh token: it is dead, or of another app than the connection's integration."
                        + " Nothing was changed.";
        };
        return Problem.of(ProblemType.IMPORT_REFUSED, detail).with("reason", new Member.Text(refused.reason()));
    }

    private static Problem differs(String reason) {
        return Problem.conflict("The token works, but it is of another user or account than the connection is pinned to"
                + " (" + reason + "). It is kept as the pending grant: correct the pin and confirm it, or"
                + " disconnect the connection.");
    }

    /** Whole seconds, rounded up, and never 0: that would invite an immediate repetition. */
    private static RestResponse<ConnectionView> accepted(ConnectionView view, Duration retryAfter) {
        return RestResponse.ResponseBuilder.<ConnectionView>create(RestResponse.Status.ACCEPTED)
                .entity(view)
                .header(
                        HttpHeaders.RETRY_AFTER,
                        Math.max(1, retryAfter.plusMillis(999).toSeconds()))
                .build();
    }

    private static <T> Uni<T> failed(Problem problem) {
        return Uni.createFrom().failure(problem.toException());
    }
}
