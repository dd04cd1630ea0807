package io.countersign.tenant;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Sort;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;

/** The rows of tenants and of their keysets. */
@ApplicationScoped
class TenantRepository implements PanacheRepositoryBase<TenantRow, String> {
    private static final Sort BY_NAME = Sort.by("name");

    /**
     * Inserts the tenant unless there is one of that name. Of two that try at once the second waits for the first one's
     * commit and then sees its row: a plain insert would fail there.
     *
     * @return whether it was inserted
     */
    Uni<Boolean> insertIfAbsent(String name, String displayName) {
        return Panache.getSession()
                .chain(session -> session.createMutationQuery("""
                                INSERT INTO TenantRow (name, displayName) VALUES (:name, :displayName)
                                ON CONFLICT DO NOTHING
                                """)
                        .setParameter("name", name)
                        .setParameter("displayName", displayName)
                        .executeUpdate())
                .map(inserted -> inserted == 1);
    }

    /** Answers whether the display name was another one. */
    Uni<Boolean> rename(String name, String displayName) {
        return update("displayName = ?2, updatedAt = instant where name = ?1 and displayName <> ?2", name, displayName)
                .map(updated -> updated == 1);
    }

    Uni<Void> persistKeyset(String tenant, byte[] wrapped) {
        return Panache.getSession().chain(session -> session.persist(new TenantKeyRow(tenant, wrapped)));
    }

    /**
     * Holds the tenant's connections until the transaction ends. Whoever changes what belongs to a connection takes its
     * token row first, so that a deletion that cascades to it and, say, a consent that is being stored wait for each
     * other in one order.
     */
    Uni<Void> lockConnections(String tenant) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery("""
                                SELECT connection FROM connection_token WHERE tenant = :tenant
                                ORDER BY connection
                                FOR UPDATE
                                """, String.class)
                        .setParameter("tenant", tenant)
                        .getResultList())
                .replaceWithVoid();
    }

    /**
     * Holds the tenant, and then the integrations that belong to it, until the transaction ends, so that these go with
     * it and no others; answers their names.
     */
    Uni<List<String>> lockIntegrations(String tenant) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery(
                                "SELECT name FROM tenant WHERE name = :tenant FOR UPDATE", String.class)
                        .setParameter("tenant", tenant)
                        .getResultList()
                        .chain(() -> session.createNativeQuery("""
                                        SELECT name FROM integration WHERE tenant = :tenant
                                        ORDER BY name
                                        FOR UPDATE
                                        """, String.class)
                                .setParameter("tenant", tenant)
                                .getResultList()));
    }

    /** Whether there was one. A query, because Hibernate's own deletion fails where another request was faster. */
    Uni<Boolean> deleteNamed(String name) {
        return delete("name", name).map(deleted -> deleted == 1);
    }

    /** At most {@code most} tenants in the order of their names. */
    Uni<List<TenantRow>> after(String name, int most) {
        return find("name > ?1", BY_NAME, name).range(0, most - 1).list();
    }

    /** As {@link #after(String, int)}, of these tenants alone. */
    Uni<List<TenantRow>> after(String name, int most, Set<String> among) {
        return find("name > ?1 and name in ?2", BY_NAME, name, among)
                .range(0, most - 1)
                .list();
    }
}
