package io.countersign.connection;

import java.util.Set;

/** Whose connections a caller may read. */
sealed interface ReadableConnections {

    /** Every tenant's. */
    record All() implements ReadableConnections {}

    /** Those of these tenants, as far as they exist. */
    record Of(Set<String> tenants) implements ReadableConnections {
        /** Copies the names. */
        public Of {
            tenants = Set.copyOf(tenants);
        }
    }
}
