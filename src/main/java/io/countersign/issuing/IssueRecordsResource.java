package io.countersign.issuing;

import io.countersign.naming.Name;
import io.countersign.paging.Page;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** Which tokens were issued to whom, newest last. */
@Path("/v1/issue-records")
@Produces(MediaType.APPLICATION_JSON)
@Cancellable(false)
@Tag(name = "Issue records")
class IssueRecordsResource {
    /** At most 18 digits: always a long. */
    private static final String ID = "[0-9]{1,18}";

    private final IssueRecordReader reader;

    IssueRecordsResource(IssueRecordReader reader) {
        this.reader = reader;
    }

    /**
     * Records after a cursor: the id of any record.
     *
     * @param tenant whose records; without it all, which needs a grant for "*"
     * @param caller to whom; without it all
     */
    @GET
    @Operation(operationId = "listIssueRecords", summary = "Read which tokens were issued to whom, oldest record first")
    @PermissionsAllowed("audit:read")
    public Uni<Page<IssueRecordView>> list(
            @QueryParam("tenant") @Nullable @Pattern(regexp = Name.PATTERN, message = "must be the name of a tenant")
                    String tenant,
            @QueryParam("caller") @Nullable @Pattern(regexp = Name.PATTERN, message = "must be the name of a caller")
                    String caller,
            @QueryParam("after") @Nullable @Pattern(regexp = ID, message = "must be the id of an issue record")
                    String after,
            @QueryParam("limit")
                    @DefaultValue(Page.DEFAULT)
                    @Min(value = 1, message = Page.LIMIT_RULE)
                    @Max(value = Page.MAXIMUM, message = Page.LIMIT_RULE)
                    int limit) {
        // One more than shown tells whether there is a next page.
        return reader.read(tenant, caller, after == null ? 0 : Long.parseLong(after), limit + 1)
                .map(records -> Page.of(records, limit, IssueRecordView::id));
    }
}
