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

    /**
     * The attribute with the connections that may be read, for lists of connections: a set of strings, each a tenant's
     * name, a slash and a connection's, with {@link Grant#ALL} for all of either.
     */
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
     * Whether the caller may know of the tenant: by any permission that can be held for a tenant, be it on one
     * connection. What belongs to none makes none visible.
     */
    boolean show(String tenant) {
        return all.stream().filter(Grant::shows).anyMatch(grant -> grant.touches(tenant));
    }

    /**
     * Whether the caller may know of a connection of that name, if there is one. Who may do something on some
     * connections of the tenant by their names, and nothing on this one, may not: whatever he may do on the tenant
     * itself. Who may do nothing on any may know of each as of the tenant.
     */
    boolean show(String tenant, String connection) {
        List<Grant> showing = all.stream()
                .filter(Grant::shows)
                .filter(grant -> grant.touches(tenant))
                .toList();
        boolean isNarrowed = showing.stream().anyMatch(Grant::isNarrowed);
        return showing.stream()
                .filter(grant -> grant.covers(tenant, connection))
                .anyMatch(grant -> !isNarrowed || grant.isOfConnections());
    }

    /** Whether the permission is held for the tenant as a whole, or for everything where there is no tenant. */
    boolean allow(Permission permission, @Nullable String tenant) {
        return with(permission).stream().anyMatch(grant -> tenant == null ? grant.coversAll() : grant.covers(tenant));
    }

    /** Whether the permission is held for the connection. */
    boolean allow(Permission permission, String tenant, String connection) {
        return with(permission).stream().anyMatch(grant -> grant.covers(tenant, connection));
    }

    /** Whether the permission is held for at least one name of a connection of that tenant. */
    boolean allowSome(Permission permission, String tenant) {
        return with(permission).stream().anyMatch(grant -> grant.touches(tenant));
    }

    /** Those that hold the permission. */
    List<Grant> with(Permission permission) {
        return all.stream().filter(grant -> grant.allows(permission)).toList();
    }

    /** The tenants that grants with that permission cover as a whole; says nothing about a grant for all. */
    Set<String> tenantsWith(Permission permission) {
        return with(permission).stream()
                .filter(Grant::coversAllConnections)
                .flatMap(grant -> grant.tenants().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The connections of grants with that permission, as {@link #READABLE_CONNECTIONS} has them. */
    Set<String> connectionsWith(Permission permission) {
        return with(permission).stream()
                .flatMap(grant -> grant.tenants().stream()
                        .flatMap(tenant -> grant.connections().stream().map(name -> tenant + "/" + name)))
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Answers {@code identity.checkPermission(…)}: the permission's name is ours, its only action the tenant, or the
     * tenant, a slash and the connection, or there is none.
     */
    boolean allow(java.security.Permission asked) {
        if (!(asked instanceof StringPermission)) {
            return false;
        }
        // Null where there is none.
        String place = asked.getActions();
        return Permission.named(asked.getName())
                .map(permission -> allowAt(permission, place))
                .orElse(false);
    }

    private boolean allowAt(Permission permission, @Nullable String place) {
        int slash = place == null ? -1 : place.indexOf('/');
        return (place == null || slash < 0)
                ? allow(permission, place)
                : allow(permission, place.substring(0, slash), place.substring(slash + 1));
    }
}
