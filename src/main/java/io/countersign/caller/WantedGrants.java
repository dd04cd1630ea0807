package io.countersign.caller;

import java.util.List;
import java.util.Set;

/** Turns a valid body into grants. */
final class WantedGrants {
    private WantedGrants() {}

    static List<Grant> of(CallerRequest body) {
        return body.grants().stream()
                .map(wanted -> new Grant(Set.copyOf(wanted.tenants()), Set.copyOf(wanted.permissions())))
                .toList();
    }
}
