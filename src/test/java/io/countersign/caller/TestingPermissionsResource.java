package io.countersign.caller;

import io.quarkus.security.PermissionsAllowed;
import io.quarkus.security.StringPermission;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * One address per permission, its name with a slash for the colon, for judging the permissions alone. It also keeps
 * each checker used, without which Quarkus refuses to build.
 */
@Path("/testing")
public class TestingPermissionsResource {
    private final SecurityIdentity identity;

    TestingPermissionsResource(SecurityIdentity identity) {
        this.identity = identity;
    }

    @GET
    @Operation(hidden = true)
    @Path("tenants/{tenant}/{connection}/token/issue")
    @PermissionsAllowed("token:issue")
    public Uni<String> issueTokens(String tenant, String connection) {
        return Uni.createFrom().item(tenant);
    }

    @GET
    @Operation(hidden = true)
    @Path("tenants/{tenant}/{connection}/connection/read")
    @PermissionsAllowed("connection:read")
    public Uni<String> readConnections(String tenant, String connection) {
        return Uni.createFrom().item(tenant);
    }

    @GET
    @Operation(hidden = true)
    @Path("tenants/{tenant}/{connection}/connection/manage")
    @PermissionsAllowed("connection:manage")
    public Uni<String> manageConnections(String tenant, String connection) {
        return Uni.createFrom().item(tenant);
    }

    @GET
    @Operation(hidden = true)
    @Path("tenants/{tenant}/tenant/read")
    @PermissionsAllowed("tenant:read")
    public Uni<String> readTenant(String tenant) {
        return Uni.createFrom().item(tenant);
    }

    @GET
    @Operation(hidden = true)
    @Path("tenants/{tenant}/tenant/manage")
    @PermissionsAllowed("tenant:manage")
    public Uni<String> manageTenant(String tenant) {
        return Uni.createFrom().item(tenant);
    }

    @GET
    @Operation(hidden = true)
    @Path("integration/read")
    @PermissionsAllowed("integration:read")
    public Uni<String> readIntegrations() {
        return Uni.createFrom().item("all");
    }

    @GET
    @Operation(hidden = true)
    @Path("integration/manage")
    @PermissionsAllowed("integration:manage")
    public Uni<String> manageIntegrations() {
        return Uni.createFrom().item("all");
    }

    @GET
    @Operation(hidden = true)
    @Path("caller/manage")
    @PermissionsAllowed("caller:manage")
    public Uni<String> manageCallers() {
        return Uni.createFrom().item("all");
    }

    /** Asks without refusing, as a resource does that shows more to some callers. */
    @GET
    @Operation(hidden = true)
    @Path("tenants/{tenant}/{connection}/hint")
    @PermissionsAllowed("token:issue")
    public Uni<String> hint(String tenant, String connection) {
        return identity.checkPermission(new StringPermission("connection:manage", tenant + "/" + connection))
                .map(may -> identity.getPrincipal().getName() + " may manage: " + may);
    }

    @GET
    @Operation(hidden = true)
    @Path("failure")
    public Uni<String> fail() {
        return Uni.createFrom().failure(new IllegalStateException("a secret detail"));
    }
}
