package io.countersign.console;

import io.countersign.connection.Connections;
import io.countersign.consent.ConsentLinkResource;
import io.countersign.grant.ConfirmationRequest;
import io.countersign.grant.GrantResource;
import io.countersign.naming.Name;
import io.countersign.refresh.upkeep.RetryResource;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** What is done about a connection: a link, a confirmation, a retry, a disconnect. */
@Path("/console/tenants")
@Produces(MediaType.TEXT_HTML)
@Cancellable(false)
@PermissionsAllowed("connection:manage")
class ConnectionFormsResource {
    private final Connections connections;
    private final ConsentLinkResource links;
    private final GrantResource grants;
    private final RetryResource retries;
    private final ConsentLinkPages linkPages;
    private final Submissions submissions;
    private final Shell shell;
    private final InstantSource time;

    ConnectionFormsResource(
            Connections connections,
            ConsentLinkResource links,
            GrantResource grants,
            RetryResource retries,
            ConsentLinkPages linkPages,
            Submissions submissions,
            Shell shell,
            InstantSource time) {
        this.connections = connections;
        this.links = links;
        this.grants = grants;
        this.retries = retries;
        this.linkPages = linkPages;
        this.submissions = submissions;
        this.shell = shell;
        this.time = time;
    }

    @GET
    @Path("/{tenant}/connections/{connection}/consent-links")
    @Operation(hidden = true)
    public Uni<Response> beforeLink(
            @RestPath String tenant, @RestPath String connection, @Context RoutingContext context) {
        return connections
                .get(Name.existing(tenant), Name.existing(connection))
                .map(view -> shell.page(context, linkPages.makeOne(view, Viewer.of(context), Typed.NOTHING)));
    }

    /** Answers the page that shows it, this once. */
    @POST
    @Path("/{tenant}/connections/{connection}/consent-links")
    @Operation(hidden = true)
    public Uni<Response> makeLink(
            @RestPath String tenant,
            @RestPath String connection,
            byte @Nullable [] body,
            @Context RoutingContext context) {
        return submissions.answer(
                context,
                body,
                form -> links.make(tenant, connection, ConsentLinkPages.wanted(form))
                        .map(RestResponse::getEntity)
                        .chain(made -> connections
                                .get(tenant, connection)
                                .map(view -> shell.page(201, context, linkPages.made(view, made)))),
                typed -> connections
                        .get(Name.existing(tenant), Name.existing(connection))
                        .map(view -> linkPages.makeOne(view, Viewer.of(context), typed)));
    }

    /** Of exactly the consent that was shown. */
    @POST
    @Path("/{tenant}/connections/{connection}/confirmation")
    @Operation(hidden = true)
    public Uni<Response> confirm(
            @RestPath String tenant,
            @RestPath String connection,
            byte @Nullable [] body,
            @Context RoutingContext context) {
        return submissions.answer(
                context,
                body,
                form -> grants.confirm(
                                tenant,
                                connection,
                                new ConfirmationRequest(form.field("consent_id").orElse(""), form.text("account_id")))
                        .map(view -> shell.seeOther(Paths.connection(tenant, connection))),
                typed -> connections
                        .get(Name.existing(tenant), Name.existing(connection))
                        .map(view -> ConnectionForms.confirmAgain(view, Viewer.of(context), typed)));
    }

    /** Does not wait for DocuSign. */
    @POST
    @Path("/{tenant}/connections/{connection}/retry")
    @Operation(hidden = true)
    public Uni<Response> retry(
            @RestPath String tenant,
            @RestPath String connection,
            byte @Nullable [] body,
            @Context RoutingContext context) {
        return submissions.answer(
                context,
                body,
                form -> retries.retry(tenant, connection, null)
                        .map(begun -> shell.seeOther(Paths.connection(tenant, connection))));
    }

    /** Says what it would destroy. The mark is read first: what changes after that is a reason to look again. */
    @GET
    @Path("/{tenant}/connections/{connection}/disconnection")
    @Operation(hidden = true)
    public Uni<Response> beforeDisconnection(
            @RestPath String tenant, @RestPath String connection, @Context RoutingContext context) {
        return disconnection(tenant, connection, context, Typed.NOTHING).map(content -> shell.page(context, content));
    }

    @POST
    @Path("/{tenant}/connections/{connection}/disconnection")
    @Operation(hidden = true)
    public Uni<Response> disconnect(
            @RestPath String tenant,
            @RestPath String connection,
            byte @Nullable [] body,
            @Context RoutingContext context) {
        return submissions.answer(
                context,
                body,
                form -> grants.disconnectMarked(
                                tenant,
                                connection,
                                form.field(DisconnectionPages.MARK).orElse(""))
                        .chain(done -> connections
                                .get(tenant, connection)
                                .map(view ->
                                        shell.page(context, DisconnectionPages.after(view, done, time.instant())))),
                typed -> disconnection(tenant, connection, context, typed));
    }

    private Uni<Content> disconnection(String tenant, String connection, RoutingContext context, Typed typed) {
        return connections
                .mark(Name.existing(tenant), Name.existing(connection))
                .chain(mark -> connections
                        .get(tenant, connection)
                        .map(view -> DisconnectionPages.before(view, mark, Viewer.of(context), typed, time.instant())));
    }
}
