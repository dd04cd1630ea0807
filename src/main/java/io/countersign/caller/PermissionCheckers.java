package io.countersign.caller;

import io.countersign.problem.Problem;
import io.quarkus.security.PermissionChecker;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@code @PermissionsAllowed}. Quarkus binds the secured method's parameters called {@code tenant} and
 * {@code connection}, so that what is judged and what is used are the same values. Granting is decided in memory; only
 * a refusal looks whether the tenant exists.
 */
@ApplicationScoped
class PermissionCheckers {
    private final TenantDirectory tenants;

    PermissionCheckers(TenantDirectory tenants) {
        this.tenants = tenants;
    }

    @PermissionChecker("token:issue")
    Uni<Boolean> issueTokens(SecurityIdentity identity, String tenant, String connection) {
        return onConnection(identity, Permission.TOKEN_ISSUE, tenant, connection);
    }

    @PermissionChecker("connection:read")
    Uni<Boolean> readConnections(SecurityIdentity identity, String tenant, String connection) {
        return onConnection(identity, Permission.CONNECTION_READ, tenant, connection);
    }

    @PermissionChecker("connection:manage")
    Uni<Boolean> manageConnections(SecurityIdentity identity, String tenant, String connection) {
        return onConnection(identity, Permission.CONNECTION_MANAGE, tenant, connection);
    }

    /** For a list that shows those alone that may be read: one is enough. */
    @PermissionChecker("connections:list")
    Uni<Boolean> listConnections(SecurityIdentity identity, String tenant) {
        Grants grants = Grants.of(identity);
        return judged(grants.allowSome(Permission.CONNECTION_READ, tenant), grants.show(tenant), tenant);
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

    /** What is of the trail as a whole, and of no tenant. */
    @PermissionChecker("audit:read-all")
    boolean readAllOfTheAudit(SecurityIdentity identity) {
        return Grants.of(identity).allow(Permission.AUDIT_READ, null);
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

    @PermissionChecker("keyring:read")
    boolean readKeyring(SecurityIdentity identity) {
        return Grants.of(identity).allow(Permission.KEYRING_READ, null);
    }

    @PermissionChecker("keyring:manage")
    boolean manageKeyring(SecurityIdentity identity) {
        return Grants.of(identity).allow(Permission.KEYRING_MANAGE, null);
    }

    @PermissionChecker("webhook:manage")
    boolean manageWebhooks(SecurityIdentity identity) {
        return Grants.of(identity).allow(Permission.WEBHOOK_MANAGE, null);
    }

    /** Of one tenant, but held for all of them: whoever may not know of the tenant hears of none. */
    @PermissionChecker("tenant-keyset:rotate")
    Uni<Boolean> rotateTenantKeyset(SecurityIdentity identity, String tenant) {
        return Grants.of(identity).allow(Permission.KEYRING_MANAGE, null)
                ? Uni.createFrom().item(true)
                : judged(false, Grants.of(identity).show(tenant), tenant);
    }

    private Uni<Boolean> onTenant(SecurityIdentity identity, Permission permission, String tenant) {
        Grants grants = Grants.of(identity);
        return judged(grants.allow(permission, tenant), grants.show(tenant), tenant);
    }

    /** Whether there is such a connection is not asked: whoever is not shown it gets the same answer anyway. */
    private Uni<Boolean> onConnection(
            SecurityIdentity identity, Permission permission, String tenant, String connection) {
        Grants grants = Grants.of(identity);
        return judged(grants.allow(permission, tenant, connection), grants.show(tenant, connection), tenant);
    }

    /** False is a 403, which admits that the tenant exists; a failure carries the 404 that admits nothing. */
    private Uni<Boolean> judged(boolean allowed, boolean shown, String tenant) {
        if (allowed) {
            return Uni.createFrom().item(true);
        }
        if (!shown) {
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
