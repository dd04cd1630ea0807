package io.countersign.caller;

import java.util.Set;

/**
 * Permissions on tenants.
 *
 * @param tenants names of tenants, or {@link #ALL}
 * @param permissions what may be done to each of them
 */
public record Grant(Set<String> tenants, Set<Permission> permissions) {

    /** Stands for every tenant, present and future, and for what belongs to none. */
    public static final String ALL = "*";

    /** Copies the sets. */
    public Grant {
        tenants = Set.copyOf(tenants);
        permissions = Set.copyOf(permissions);
    }

    boolean coversAll() {
        return tenants.contains(ALL);
    }

    boolean covers(String tenant) {
        return coversAll() || tenants.contains(tenant);
    }

    boolean allows(Permission permission) {
        return permissions.stream().anyMatch(held -> held.includes(permission));
    }
}
