package io.countersign.console;

import io.countersign.tenant.TenantRequest;
import io.countersign.tenant.TenantResource;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** Where a tenant is made. Who may make which one is judged by the API's own operation. */
@Path("/console/new-tenant")
@Produces(MediaType.TEXT_HTML)
@Cancellable(false)
@Authenticated
class NewTenantResource {
    private final TenantPages pages;
    private final TenantResource tenants;
    private final Submissions submissions;
    private final Shell shell;

    NewTenantResource(TenantPages pages, TenantResource tenants, Submissions submissions, Shell shell) {
        this.pages = pages;
        this.tenants = tenants;
        this.submissions = submissions;
        this.shell = shell;
    }

    @GET
    @Operation(hidden = true)
    public Response show(@Context RoutingContext context) {
        return shell.page(context, pages.makeOne(Viewer.of(context), Typed.NOTHING));
    }

    @POST
    @Operation(hidden = true)
    public Uni<Response> make(byte @Nullable [] body, @Context RoutingContext context) {
        return submissions.answer(
                context,
                body,
                form -> make(Viewer.of(context), form, form.field("tenant").orElse("")),
                typed -> Uni.createFrom().item(pages.makeOne(Viewer.of(context), typed)));
    }

    private Uni<Response> make(Viewer viewer, PostedForm form, String tenant) {
        TenantRequest wanted = new TenantRequest(form.field("display_name").orElse(""));
        return pages.requireAbsent(viewer, tenant)
                .chain(() -> tenants.put(tenant, wanted))
                .map(made -> shell.seeOther(Paths.tenant(tenant)));
    }
}
