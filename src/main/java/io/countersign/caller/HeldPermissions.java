package io.countersign.caller;

import io.quarkus.security.identity.SecurityIdentity;

/**
 * Which permissions an authenticated caller holds, for whoever shows only what it may open. It refuses nothing: what
 * is opened is judged where it is served. Costs nothing and asks nobody.
 */
public final class HeldPermissions {
    private final Grants grants;

    private HeldPermissions(Grants grants) {
        this.grants = grants;
    }

    /** Those of this caller; none for any other identity. */
    public static HeldPermissions of(SecurityIdentity identity) {
        return new HeldPermissions(Grants.of(identity));
    }

    /** Whether it is held for everything. */
    public boolean everywhere(Permission permission) {
        return grants.allow(permission, null);
    }

    /** Whether it is held for the tenant as a whole. */
    public boolean on(Permission permission, String tenant) {
        return grants.allow(permission, tenant);
    }

    /** Whether it is held for that connection of the tenant. */
    public boolean on(Permission permission, String tenant, String connection) {
        return grants.allow(permission, tenant, connection);
    }

    /** Whether it is held for at least one connection of the tenant. */
    public boolean onSomeOf(Permission permission, String tenant) {
        return grants.allowSome(permission, tenant);
    }

    /** Whether it is held for anything at all. */
    public boolean anywhere(Permission permission) {
        return !grants.with(permission).isEmpty();
    }
}
