package io.countersign.caller;

import io.countersign.naming.Name;
import io.countersign.paging.Page;
import io.countersign.problem.Problem;
import io.quarkus.security.PermissionsAllowed;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Callers and what they may do. What the console does to callers, it does by these operations and their checks. */
@Path("/v1/callers")
@PermissionsAllowed("caller:manage")
@Produces(MediaType.APPLICATION_JSON)
@Cancellable(false)
@Tag(name = "Callers")
public class CallerResource {
    private final Callers callers;
    private final CallerChanges changes;
    private final SecurityIdentity identity;

    CallerResource(Callers callers, CallerChanges changes, SecurityIdentity identity) {
        this.callers = callers;
        this.changes = changes;
        this.identity = identity;
    }

    /** Creates the caller (201), or replaces its grants (200). */
    @PUT
    @Operation(operationId = "putCaller", summary = "Create a caller or replace its grants")
    @Path("/{caller}")
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<RestResponse<CallerView>> put(
            @Pattern(regexp = Name.PATTERN, message = Name.RULE) String caller, @NotNull @Valid CallerRequest body) {
        if (caller.equals(BootstrapKey.CALLER)) {
            throw Problem.invalidField("caller", "is the operator of the configuration; choose another name")
                    .toException();
        }
        return changes.telling(caller, callers.put(caller, body, actor()), put -> put.done() != Callers.Done.NOTHING)
                .map(put -> RestResponse.status(
                        put.done() == Callers.Done.CREATED ? RestResponse.Status.CREATED : RestResponse.Status.OK,
                        put.view()));
    }

    /** One caller; 404 where there is none. */
    @GET
    @Operation(operationId = "getCaller", summary = "Read a caller")
    @Path("/{caller}")
    public Uni<CallerView> get(String caller) {
        return callers.get(Name.existing(caller));
    }

    /** All callers by name. The cursor is a name. A page may hold fewer than its limit: {@link RowsAtOnce}. */
    @GET
    @Operation(
            operationId = "listCallers",
            summary = "List the callers",
            description = "A page ends before its limit where its callers have more than 10,000 keys, identities and"
                    + " places in grants together; next tells whether there are more.")
    public Uni<Page<CallerView>> list(
            @QueryParam("after") @DefaultValue("") @Pattern(regexp = Name.CURSOR_PATTERN, message = Name.CURSOR_RULE)
                    String after,
            @QueryParam("limit")
                    @DefaultValue(Page.DEFAULT)
                    @Min(value = 1, message = Page.LIMIT_RULE)
                    @Max(value = Page.MAXIMUM, message = Page.LIMIT_RULE)
                    int limit) {
        return callers.list(after, limit);
    }

    /** Deletes the caller with its keys; 404 where there is none. */
    @DELETE
    @Operation(operationId = "deleteCaller", summary = "Delete a caller with its keys")
    @Path("/{caller}")
    public Uni<Void> delete(String caller) {
        return changes.telling(caller, callers.delete(Name.existing(caller), actor()));
    }

    private String actor() {
        return identity.getPrincipal().getName();
    }
}
