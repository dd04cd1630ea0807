package io.countersign.issuing;

import io.countersign.caller.CallerChanged;
import io.countersign.connection.ConnectionChanged;
import io.countersign.tenant.TenantDeleted;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Drops what this replica itself has made untrue. What another one changes is noticed when an entry is not fresh any
 * more.
 */
@ApplicationScoped
class CacheUpkeep {
    private final IssuableCache cache;

    CacheUpkeep(IssuableCache cache) {
        this.cache = cache;
    }

    void connection(@Observes ConnectionChanged change) {
        cache.dropConnection(change.tenant(), change.connection());
    }

    void tenant(@Observes TenantDeleted deletion) {
        cache.dropTenant(deletion.tenant());
    }

    void caller(@Observes CallerChanged change) {
        cache.dropCaller(change.caller());
    }
}
