package io.countersign.caller;

import io.countersign.problem.Problem;
import java.util.List;
import java.util.Set;

/** Turns a valid body into grants. */
final class WantedGrants {
    /**
     * How many tenants, or connections of tenants where a grant names those, all grants of a caller may name together:
     * all of them are read and judged at each request that is not for a token.
     */
    static final int MOST_PLACES = 5000;

    private WantedGrants() {}

    /** Fails with 422 where they name too many places. */
    static List<Grant> of(CallerRequest body) {
        List<Grant> grants = body.grants().stream().map(WantedGrants::of).toList();
        if (grants.stream().mapToInt(Grant::places).sum() > MOST_PLACES) {
            throw Problem.invalidField(
                            "grants",
                            "may name at most " + MOST_PLACES + " tenants altogether, or connections of tenants where"
                                    + " they name those; grant for \"*\" what the caller may do to all")
                    .toException();
        }
        return grants;
    }

    private static Grant of(CallerRequest.GrantRequest wanted) {
        return new Grant(
                Set.copyOf(wanted.tenants()),
                wanted.connections() == null ? Set.of(Grant.ALL) : Set.copyOf(wanted.connections()),
                Set.copyOf(wanted.permissions()));
    }
}
