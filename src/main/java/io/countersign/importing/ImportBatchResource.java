package io.countersign.importing;

import io.countersign.naming.Name;
import io.countersign.paging.Page;
import io.countersign.problem.JsonLines;
import io.countersign.problem.Problem;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.quarkus.security.PermissionsAllowed;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** Imports of many tokens at once, of any tenants. */
@Path("/v1/imports")
@Produces(MediaType.APPLICATION_JSON)
@Cancellable(false)
@Tag(name = "Imports")
class ImportBatchResource {
    private static final String STATUSES = "waiting|active|pending|refused|invalid";
    private static final String STATUS_RULE = "must be waiting, active, pending, refused or invalid";
    private static final String ID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    private final ImportUploads uploads;
    private final ImportBatches batches;
    private final SecurityIdentity identity;

    ImportBatchResource(ImportUploads uploads, ImportBatches batches, SecurityIdentity identity) {
        this.uploads = uploads;
        this.batches = batches;
        this.identity = identity;
    }

    /** Nothing is made or proven before the body was read to its end. */
    @POST
    @Operation(operationId = "importTokens", summary = "Import refresh tokens that somebody else obtained, one a line")
    @Consumes(JsonLines.MEDIA_TYPE)
    @RequestBody(
            content =
                    @Content(
                            mediaType = JsonLines.MEDIA_TYPE,
                            schema = @Schema(implementation = ImportLineRequest.class)))
    @APIResponseSchema(value = UploadedImportView.class, responseCode = "202", responseDescription = "Begun")
    @PermissionsAllowed("every-tenant:import")
    public Uni<RestResponse<UploadedImportView>> send(@Context HttpServerRequest request) {
        return uploads.receive(body(request), actor())
                .map(view -> RestResponse.status(RestResponse.Status.ACCEPTED, view));
    }

    @GET
    @Operation(operationId = "listImports", summary = "List bulk imports, the newest first")
    @PermissionsAllowed("every-tenant:import")
    public Uni<Page<ImportBatchView>> list(
            @QueryParam("after") @Nullable @Pattern(regexp = ID, message = Name.CURSOR_RULE) String after,
            @QueryParam("limit")
                    @DefaultValue(Page.DEFAULT)
                    @Min(value = 1, message = Page.LIMIT_RULE)
                    @Max(value = Page.MAXIMUM, message = Page.LIMIT_RULE)
                    int limit) {
        return batches.list(after == null ? null : UUID.fromString(after), limit);
    }

    @GET
    @Operation(operationId = "getImport", summary = "Read how a bulk import stands")
    @Path("/{id}")
    @PermissionsAllowed("every-tenant:import")
    public Uni<ImportBatchView> get(@RestPath String id) {
        return batches.get(existing(id));
    }

    @GET
    @Operation(operationId = "listImportLines", summary = "List the lines of a bulk import and what became of them")
    @Path("/{id}/lines")
    @PermissionsAllowed("every-tenant:import")
    public Uni<Page<ImportLineView>> lines(
            @RestPath String id,
            @QueryParam("status") @Nullable @Pattern(regexp = STATUSES, message = STATUS_RULE) String status,
            @QueryParam("after") @DefaultValue("0") @Pattern(regexp = "[0-9]{1,9}", message = Name.CURSOR_RULE)
                    String after,
            @QueryParam("limit")
                    @DefaultValue(Page.DEFAULT)
                    @Min(value = 1, message = Page.LIMIT_RULE)
                    @Max(value = Page.MAXIMUM, message = Page.LIMIT_RULE)
                    int limit) {
        return batches.lines(existing(id), status, Integer.parseInt(after), limit);
    }

    @DELETE
    @Operation(
            operationId = "stopImport",
            summary = "Stop a bulk import: destroy its tokens that were not sent to DocuSign yet")
    @Path("/{id}")
    @PermissionsAllowed("every-tenant:import")
    public Uni<Void> stop(@RestPath String id) {
        return batches.stop(existing(id), actor());
    }

    /** Asked for as it is wanted. Listened to at once: nobody hears later that a connection broke. */
    private static Multi<Buffer> body(HttpServerRequest request) {
        if (request.isEnded()) {
            return Multi.createFrom().empty();
        }
        if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaderNames.EXPECT))) {
            request.response().writeContinue();
        }
        return io.vertx.mutiny.core.http.HttpServerRequest.newInstance(request)
                .toMulti()
                .map(io.vertx.mutiny.core.buffer.Buffer::getDelegate);
    }

    private static UUID existing(String id) {
        if (!id.matches(ID)) {
            throw Problem.notFound().toException();
        }
        return UUID.fromString(id);
    }

    private String actor() {
        return identity.getPrincipal().getName();
    }
}
