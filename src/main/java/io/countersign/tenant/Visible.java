package io.countersign.tenant;

import io.quarkus.security.StringPermission;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import java.util.Set;

/** Which tenants a caller may know of. */
public sealed interface Visible {

    /** Those that an authenticated caller may read. */
    static Uni<Visible> of(SecurityIdentity identity) {
        return identity.checkPermission(new StringPermission("tenant:read"))
                .map(all -> all ? new All() : new Only(readable(identity)));
    }

    /** As they stand in the attribute of an identity that may not read all tenants: a set of strings. */
    private static Set<String> readable(SecurityIdentity identity) {
        Set<String> names = identity.getAttribute("countersign.readable-tenants");
        return names == null ? Set.of() : names;
    }

    /** Every one, also those to come. */
    record All() implements Visible {}

    /** These, as far as they exist. */
    record Only(Set<String> names) implements Visible {
        /** Copies the names. */
        public Only {
            names = Set.copyOf(names);
        }
    }
}
