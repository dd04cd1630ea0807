package io.countersign.tenant;

import java.util.Set;

/** Which tenants a caller may know of. */
sealed interface Visible {

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
