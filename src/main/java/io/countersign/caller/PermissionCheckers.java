package io.countersign.caller;

import io.countersign.problem.Problem;
import io.quarkus.security.PermissionChecker;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@code @PermissionsAllowed}. Quarkus binds the secured method's parameter called {@code tenant}, so that what
 * is judged and what is used are the same value. Granting is decided in memory; only a refusal looks whether the tenant
 * exists.
 */
@ApplicationScoped
class PermissionCheckers {
    private final TenantDirectory tenants;

    PermissionCheckers(TenantDirectory tenants) {
        this.tenants = tenants;
    }

    @PermissionChecker("token:issue")
    Uni<Boolean> issueTokens(SecurityIdentity identity, String tenant) {
        return onTenant(identity, Permission.TOKEN_ISSUE, tenant);
    }

    @PermissionChecker("connection:read")
    Uni<Boolean> readConnections(SecurityIdentity identity, String tenant) {
        return onTenant(identity, Permission.CONNECTION_READ, tenant);
    }

    @PermissionChecker("connection:manage")
    Uni<Boolean> manageConnections(SecurityIdentity identity, String tenant) {
        return onTenant(identity, Permission.CONNECTION_MANAGE, tenant);
    }

    @PermissionChecker("tenant:read")
    Uni<Boolean> readTenant(SecurityIdentity identity, String tenant) {
        return onTenant(identity, Permission.TENANT_READ, tenant);
    }

    @PermissionChecker("tenant:manage")
    Uni<Boolean> manageTenant(SecurityIdentity identity, String tenant) {
        return onTenant(identity, Permission.TENANT_MANAGE, tenant);
    }

    /** Without a tenant: the whole trail. */
    @PermissionChecker("audit:read")
    Uni<Boolean> readAudit(SecurityIdentity identity, @Nullable String tenant) {
        return tenant == null
                ? Uni.createFrom().item(Grants.of(identity).allow(Permission.AUDIT_READ, null))
                : onTenant(identity, Permission.AUDIT_READ, tenant);
    }

    /** What makes tenants and connections by the line: it needs both permissions, for all. */
    @PermissionChecker("every-tenant:import")
    boolean importForEveryTenant(SecurityIdentity identity) {
        Grants grants = Grants.of(identity);
        return grants.allow(Permission.TENANT_MANAGE, null) && grants.allow(Permission.CONNECTION_MANAGE, null);
    }

    @PermissionChecker("integration:read")
    boolean readIntegrations(SecurityIdentity identity) {
        return Grants.of(identity).allow(Permission.INTEGRATION_READ, null);
    }

    @PermissionChecker("integration:manage")
    boolean manageIntegrations(SecurityIdentity identity) {
        return Grants.of(identity).allow(Permission.INTEGRATION_MANAGE, null);
    }

    @PermissionChecker("caller:manage")
    boolean manageCallers(SecurityIdentity identity) {
        return Grants.of(identity).allow(Permission.CALLER_MANAGE, null);
    }

    /** False is a 403, which admits that the tenant exists; a failure carries the 404 that admits nothing. */
    private Uni<Boolean> onTenant(SecurityIdentity identity, Permission permission, String tenant) {
        Grants grants = Grants.of(identity);
        if (grants.allow(permission, tenant)) {
            return Uni.createFrom().item(true);
        }
        if (!grants.show(tenant)) {
            return Uni.createFrom().failure(Problem.notFound().toException());
        }
        return tenants.exists(tenant).map(exists -> {
            if (!exists) {
                throw Problem.notFound().toException();
            }
            return false;
        });
    }
}
