package io.countersign.caller;

import io.quarkus.security.StringPermission;
import io.quarkus.security.identity.SecurityIdentity;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All that one caller may do, judged in memory. */
record Grants(List<Grant> all) {
    /** The attribute of the SecurityIdentity that holds them. */
    static final String ATTRIBUTE = "countersign.grants";

    /** The attribute with the names of the tenants that may be read, a set of strings, for the list of tenants. */
    static final String READABLE_TENANTS = "countersign.readable-tenants";

    /** The attribute with the names of the tenants whose connections may be read, for the list of connections. */
    static final String READABLE_CONNECTIONS = "countersign.readable-connections";

    private static final Grants NONE = new Grants(List.of());

    Grants {
        all = List.copyOf(all);
    }

    /** Every permission on everything. */
    static Grants unlimited() {
        return new Grants(List.of(new Grant(Set.of(Grant.ALL), EnumSet.allOf(Permission.class))));
    }

    /** Those of an authenticated caller; none for any other identity. */
    static Grants of(SecurityIdentity identity) {
        Grants grants = identity.getAttribute(ATTRIBUTE);
        return grants == null ? NONE : grants;
    }

    /**
     * Whether the caller may know of the tenant: by any permission that can be held for a tenant. What belongs to none
     * makes none visible.
     */
    boolean show(String tenant) {
        return all.stream()
                .filter(grant -> grant.permissions().stream().anyMatch(Permission::isOfOneTenant))
                .anyMatch(grant -> grant.covers(tenant));
    }

    /** Whether the permission is held for the tenant, or for everything where there is no tenant. */
    boolean allow(Permission permission, @Nullable String tenant) {
        return all.stream().anyMatch(grant -> covers(grant, tenant) && grant.allows(permission));
    }

    /** The tenants named by grants with that permission; says nothing about a grant for all. */
    Set<String> tenantsWith(Permission permission) {
        return all.stream()
                .filter(grant -> grant.allows(permission))
                .flatMap(grant -> grant.tenants().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Answers {@code identity.checkPermission(…)}: the permission's name is ours, its only action the tenant, or none.
     */
    boolean allow(java.security.Permission asked) {
        if (!(asked instanceof StringPermission)) {
            return false;
        }
        // Null where there is none.
        String tenant = asked.getActions();
        return Permission.named(asked.getName())
                .map(permission -> allow(permission, tenant))
                .orElse(false);
    }

    private static boolean covers(Grant grant, @Nullable String tenant) {
        return tenant == null ? grant.coversAll() : grant.covers(tenant);
    }
}
