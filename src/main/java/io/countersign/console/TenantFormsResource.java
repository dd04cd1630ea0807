package io.countersign.console;

import io.countersign.naming.Name;
import io.countersign.tenant.TenantRequest;
import io.countersign.tenant.TenantResource;
import io.countersign.tenant.TenantView;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** Changes and deletes a tenant. */
@Path("/console/tenants")
@Produces(MediaType.TEXT_HTML)
@Cancellable(false)
@PermissionsAllowed("tenant:manage")
class TenantFormsResource {
    private final TenantResource tenants;
    private final Submissions submissions;
    private final Shell shell;

    TenantFormsResource(TenantResource tenants, Submissions submissions, Shell shell) {
        this.tenants = tenants;
        this.submissions = submissions;
        this.shell = shell;
    }

    @POST
    @Path("/{tenant}/display-name")
    @Operation(hidden = true)
    public Uni<Response> rename(@RestPath String tenant, byte @Nullable [] body, @Context RoutingContext context) {
        return submissions.answer(
                context,
                body,
                form -> tenants.get(tenant).chain(view -> rename(view, form)),
                typed -> tenants.get(tenant).map(view -> TenantForms.renameAgain(view, Viewer.of(context), typed)));
    }

    /** Pressed twice, it is done once: what stands there already is no conflict. */
    private Uni<Response> rename(TenantView tenant, PostedForm form) {
        String wanted = form.field("display_name").orElse("");
        if (!tenant.displayName().equals(wanted)) {
            TenantForms.requireUnchanged(tenant, form);
        }
        return tenants.put(tenant.name(), new TenantRequest(wanted))
                .map(done -> shell.seeOther(Paths.tenant(tenant.name())));
    }

    /** Says what it would destroy. */
    @GET
    @Path("/{tenant}/deletion")
    @Operation(hidden = true)
    public Uni<Response> beforeDeletion(@RestPath String tenant, @Context RoutingContext context) {
        return tenants.get(Name.existing(tenant))
                .map(view -> shell.page(context, TenantForms.deletion(view, Viewer.of(context), Typed.NOTHING)));
    }

    @POST
    @Path("/{tenant}/deletion")
    @Operation(hidden = true)
    public Uni<Response> delete(@RestPath String tenant, byte @Nullable [] body, @Context RoutingContext context) {
        return submissions.answer(
                context,
                body,
                form -> tenants.get(tenant)
                        .invoke(view -> TenantForms.requireMeant(view, form))
                        .chain(() -> tenants.delete(tenant))
                        .map(done -> shell.seeOther(Menu.TENANTS.href())),
                typed -> tenants.get(tenant).map(view -> TenantForms.deletion(view, Viewer.of(context), typed)));
    }
}
