package io.countersign.caller;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Sort;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of callers. */
@ApplicationScoped
class CallerRepository implements PanacheRepositoryBase<CallerRow, String> {

    /** Locked until the transaction ends, so that changes of one caller happen one after the other; null where there is none. */
    Uni<@Nullable CallerRow> locked(String name) {
        return findById(name, LockModeType.PESSIMISTIC_WRITE);
    }

    /** By name, those after the given one, which may be empty. */
    Uni<List<CallerRow>> after(String name, int limit) {
        return find("name > ?1", Sort.by("name"), name).page(0, limit).list();
    }
}
