package io.countersign.integration;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Sort;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** The rows of sealed client secrets. */
@ApplicationScoped
class ClientSecretRepository implements PanacheRepositoryBase<ClientSecretRow, UUID> {
    private static final Sort NEWEST_FIRST = Sort.descending("createdAt").and("id");

    Uni<List<ClientSecretRow>> of(String integration) {
        return list("integration", NEWEST_FIRST, integration);
    }

    Uni<List<ClientSecretRow>> of(Collection<String> integrations) {
        return list("integration in ?1", NEWEST_FIRST, integrations);
    }

    /** Inserts the row and reads back when that was. */
    Uni<ClientSecretRow> insert(ClientSecretRow row) {
        return persistAndFlush(row)
                .chain(() -> getSession())
                .chain(session -> session.createSelectionQuery(
                                "SELECT createdAt FROM ClientSecretRow WHERE id = :id", Instant.class)
                        .setParameter("id", row.id)
                        .getSingleResult())
                .invoke(now -> row.createdAt = now)
                .replaceWith(row);
    }

    Uni<Boolean> delete(String integration, UUID id) {
        return delete("integration = ?1 and id = ?2", integration, id).map(deleted -> deleted == 1);
    }
}
