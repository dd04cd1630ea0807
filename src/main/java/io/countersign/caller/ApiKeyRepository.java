package io.countersign.caller;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;

/** The rows of API keys. */
@ApplicationScoped
class ApiKeyRepository implements PanacheRepositoryBase<ApiKeyRow, String> {

    /** Oldest first, caller after caller. */
    Uni<List<ApiKeyRow>> of(List<String> callers) {
        return list("caller in ?1 order by caller, createdAt, id", callers);
    }

    /** The time on the clock by which a key's end is judged: the database's, which need not be this machine's. */
    Uni<Instant> now() {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery("SELECT clock_timestamp()", Instant.class)
                        .getSingleResult());
    }

    /** Whether there was such a key of that caller. */
    Uni<Boolean> delete(String caller, String id) {
        return delete("caller = ?1 and id = ?2", caller, id).map(count -> count > 0);
    }
}
