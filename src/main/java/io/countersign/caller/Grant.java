package io.countersign.caller;

import java.util.List;
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

    /** The names of the permissions, as on the wire and in the database, in the order of the catalogue. */
    List<String> permissionNames() {
        return permissions.stream().sorted().map(Permission::toString).toList();
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
