package io.countersign.caller;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The rows of grants. */
@ApplicationScoped
class CallerGrantRepository implements PanacheRepositoryBase<CallerGrantRow, CallerGrantRow.Key> {

    /** In the order in which they were put, caller after caller. */
    Uni<List<CallerGrantRow>> of(List<String> callers) {
        return list("caller in ?1 order by caller, position", callers);
    }

    Uni<Void> replace(String caller, List<CallerGrantRow> grants) {
        // Panache refuses to persist an empty list.
        return delete("caller", caller)
                .chain(() -> grants.isEmpty() ? Uni.createFrom().voidItem() : persist(grants));
    }
}
