package io.countersign.caller;

import io.quarkus.security.identity.SecurityIdentity;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * On which tenants a caller may do one of some things.
 *
 * @param all whether on every one, present and future
 * @param names of those that its grants name; says nothing where it is all
 */
public record PermittedTenants(boolean all, Set<String> names) {

    /** Copies the names. */
    public PermittedTenants {
        names = Set.copyOf(names);
    }

    /** Those of an authenticated caller for whom one of these permissions is held. */
    public static PermittedTenants of(SecurityIdentity identity, Permission... permissions) {
        Grants grants = Grants.of(identity);
        return new PermittedTenants(
                Arrays.stream(permissions).anyMatch(permission -> grants.allow(permission, null)),
                Arrays.stream(permissions)
                        .flatMap(permission -> grants.tenantsWith(permission).stream())
                        .collect(Collectors.toSet()));
    }
}
