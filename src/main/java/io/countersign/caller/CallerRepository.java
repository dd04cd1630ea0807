package io.countersign.caller;

import io.quarkus.hibernate.reactive.panache.Panache;
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

    /**
     * Inserts the caller unless there is one of that name. Of two that try at once the second waits for the first one's
     * commit and then sees its row: a plain insert would fail there.
     *
     * @return whether it was inserted
     */
    Uni<Boolean> insertIfAbsent(String name) {
        return Panache.getSession()
                .chain(session -> session.createMutationQuery(
                                "INSERT INTO CallerRow (name) VALUES (:name) ON CONFLICT DO NOTHING")
                        .setParameter("name", name)
                        .executeUpdate())
                .map(inserted -> inserted == 1);
    }

    /**
     * Locks the caller until the transaction ends; whether there is one. By its name alone: a row that Hibernate has
     * read once it does not read again, and {@link #touch} changes it.
     */
    Uni<Boolean> lock(String name) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery(
                                "SELECT name FROM caller WHERE name = :name FOR NO KEY UPDATE", String.class)
                        .setParameter("name", name)
                        .getResultList())
                .map(names -> !names.isEmpty());
    }

    /** Marks the caller as changed now. */
    Uni<Void> touch(String name) {
        return update("updatedAt = instant where name = ?1", name).replaceWithVoid();
    }

    /** Whether there was one. A query, because Hibernate's own deletion fails where another request was faster. */
    Uni<Boolean> deleteNamed(String name) {
        return delete("name", name).map(deleted -> deleted == 1);
    }

    /**
     * Locked until the transaction ends, so that changes of one caller happen one after the other; null where there is
     * none.
     */
    Uni<@Nullable CallerRow> findLocked(String name) {
        return findById(name, LockModeType.PESSIMISTIC_WRITE);
    }

    /** At most {@code most} callers in the order of their names. */
    Uni<List<CallerRow>> after(String name, int most) {
        return find("name > ?1", Sort.by("name"), name).range(0, most - 1).list();
    }
}
