package io.countersign.caller;

import io.quarkus.security.identity.SecurityIdentity;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** On which connections a caller may do one of some things. */
public final class PermittedPlaces {
    private final List<Grant> grants;

    /** Those of these grants, whatever they are for. */
    public PermittedPlaces(List<Grant> grants) {
        this.grants = List.copyOf(grants);
    }

    /** Those of an authenticated caller for which one of these permissions is held. */
    public static PermittedPlaces of(SecurityIdentity identity, Permission... permissions) {
        Grants grants = Grants.of(identity);
        return new PermittedPlaces(Arrays.stream(permissions)
                .flatMap(permission -> grants.with(permission).stream())
                .toList());
    }

    /** Whether some of them may be of any tenant, present and future. */
    public boolean inAllTenants() {
        return grants.stream().anyMatch(Grant::coversAllTenants);
    }

    /** The tenants whose connections some of them are; says nothing where they may be of any. */
    public Set<String> tenants() {
        return grants.stream().flatMap(grant -> grant.tenants().stream()).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether that connection is one of them. */
    public boolean cover(String tenant, String connection) {
        return grants.stream().anyMatch(grant -> grant.covers(tenant, connection));
    }
}
