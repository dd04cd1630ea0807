package io.countersign.caller;

import java.util.List;
import java.util.Set;

/**
 * Permissions on connections of tenants, and on the tenants themselves.
 *
 * @param tenants names of tenants, or {@link #ALL}
 * @param connections names of connections of each of them, or {@link #ALL}, also for what is about no connection
 * @param permissions what may be done there
 */
public record Grant(Set<String> tenants, Set<String> connections, Set<Permission> permissions) {

    /** Stands for every tenant, present and future, and for what belongs to none; or for every connection. */
    public static final String ALL = "*";

    /** Copies the sets. */
    public Grant {
        tenants = Set.copyOf(tenants);
        connections = Set.copyOf(connections);
        permissions = Set.copyOf(permissions);
    }

    /** On all connections of these tenants. */
    public Grant(Set<String> tenants, Set<Permission> permissions) {
        this(tenants, Set.of(ALL), permissions);
    }

    /** The names of the permissions, as on the wire and in the database, in the order of the catalogue. */
    List<String> permissionNames() {
        return permissions.stream().sorted().map(Permission::toString).toList();
    }

    /** How many rows it takes. */
    int places() {
        return tenants.size() * connections.size();
    }

    boolean coversAll() {
        return coversAllTenants() && coversAllConnections();
    }

    boolean coversAllTenants() {
        return tenants.contains(ALL);
    }

    boolean coversAllConnections() {
        return connections.contains(ALL);
    }

    /** Whether it says anything of the tenant, be it of one connection. */
    boolean touches(String tenant) {
        return coversAllTenants() || tenants.contains(tenant);
    }

    /** Whether it covers the tenant itself, with all that belongs to it. */
    boolean covers(String tenant) {
        return touches(tenant) && coversAllConnections();
    }

    boolean covers(String tenant, String connection) {
        return touches(tenant) && (coversAllConnections() || connections.contains(connection));
    }

    boolean allows(Permission permission) {
        return permissions.stream().anyMatch(held -> held.includes(permission));
    }

    /** Whether it is about connections, be it among other things. */
    boolean isOfConnections() {
        return permissions.stream().anyMatch(Permission::isOfOneConnection);
    }

    /** Whether it is about some connections and not about the others of their tenants. */
    boolean isNarrowed() {
        return isOfConnections() && !coversAllConnections();
    }

    /** Whether it makes known that what it covers is there: what belongs to no tenant does not. */
    boolean shows() {
        return permissions.stream().anyMatch(Permission::isOfOneTenant);
    }
}
