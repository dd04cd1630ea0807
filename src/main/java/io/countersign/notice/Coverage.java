package io.countersign.notice;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which events a webhook is told of.
 *
 * @param events their types, or {@link #ALL} alone
 * @param tenants names of the tenants whose events these are, or {@link #ALL} alone; none where all were deleted
 */
record Coverage(Set<String> events, Set<String> tenants) {
    /** Stands for every type, those of a later version among them; or for every tenant, and for none. */
    static final String ALL = "*";

    /** Copies the sets. */
    Coverage {
        events = Set.copyOf(events);
        tenants = Set.copyOf(tenants);
    }

    /**
     * Whether an event is among them.
     *
     * @param tenant null for what belongs to none, which only whoever covers all tenants is told of
     */
    boolean covers(String type, @Nullable String tenant) {
        return (events.contains(ALL) || events.contains(type))
                && (tenants.contains(ALL) || (tenant != null && tenants.contains(tenant)));
    }
}
