package io.countersign.integration;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Sort;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;

/** The rows of integrations and of their keysets. */
@ApplicationScoped
class IntegrationRepository implements PanacheRepositoryBase<IntegrationRow, String> {
    private static final Sort BY_NAME = Sort.by("name");

    /**
     * Inserts the integration unless there is one of that name. Of two that try at once the second waits for the first
     * one's commit and then sees its row: a plain insert would fail there.
     *
     * @return whether it was inserted
     */
    Uni<Boolean> insertIfAbsent(String name, RegisteredApp app) {
        return Panache.getSession()
                .chain(session -> session.createMutationQuery("""
                                INSERT INTO IntegrationRow (name, environment, integrationKey, scopes)
                                VALUES (:name, :environment, :integrationKey, :scopes)
                                ON CONFLICT DO NOTHING
                                """)
                        .setParameter("name", name)
                        .setParameter("environment", app.environment().wireName())
                        .setParameter("integrationKey", app.integrationKey())
                        .setParameter("scopes", app.scopes().toArray(String[]::new))
                        .executeUpdate())
                .map(inserted -> inserted == 1);
    }

    /**
     * The integration, which nobody else changes or gives a new connection until the transaction ends; or null. Native
     * SQL, because Hibernate's own lock is a weaker one that lets connections in.
     */
    Uni<IntegrationRow> findLocked(String name) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery(
                                "SELECT name FROM integration WHERE name = :name FOR UPDATE", String.class)
                        .setParameter("name", name)
                        .getSingleResultOrNull())
                .chain(() -> findById(name));
    }

    /** Makes a row of the current session this app. */
    Uni<Void> change(IntegrationRow row, RegisteredApp app) {
        return getSession()
                .chain(session -> session.createSelectionQuery("SELECT instant", Instant.class)
                        .getSingleResult())
                .invoke(now -> row.become(app, now))
                .replaceWithVoid();
    }

    /** Whether a connection uses it that is not disconnected, or that is but has tokens waiting for confirmation. */
    Uni<Boolean> isInUse(String name) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery("""
                                SELECT EXISTS (
                                  SELECT 1
                                  FROM connection c
                                  LEFT JOIN connection_token t ON t.tenant = c.tenant AND t.connection = c.name
                                  LEFT JOIN pending_grant p ON p.tenant = c.tenant AND p.connection = c.name
                                  WHERE c.integration = :name
                                    AND (t.state IS DISTINCT FROM 'disconnected' OR p.consent_id IS NOT NULL))
                                """, Boolean.class)
                        .setParameter("name", name)
                        .getSingleResult());
    }

    /**
     * Holds its connections until the transaction ends; to be called before {@link #findLocked}. Whoever stores a
     * consent takes the connection's token row first and then the integration's: the other way round the two would wait
     * for each other for ever.
     */
    Uni<Void> lockConnections(String name) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery("""
                                SELECT t.connection
                                FROM connection_token t
                                JOIN connection c ON c.tenant = t.tenant AND c.name = t.connection
                                WHERE c.integration = :name
                                ORDER BY t.tenant, t.connection
                                FOR UPDATE OF t
                                """, String.class)
                        .setParameter("name", name)
                        .getResultList())
                .replaceWithVoid();
    }

    /**
     * Deletes the connections of it that are disconnected. {@link #lockConnections} holds them already, but for one
     * that was given this integration between that and {@link #findLocked}: it is locked here, and judged again. One
     * that is not disconnected stays, and makes the deletion of the integration fail by its foreign key.
     */
    Uni<Integer> deleteDisconnected(String name) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery("""
                                WITH disconnected AS (
                                  SELECT t.tenant, t.connection
                                  FROM connection_token t
                                  JOIN connection c ON c.tenant = t.tenant AND c.name = t.connection
                                  WHERE c.integration = :name AND t.state = 'disconnected'
                                  FOR UPDATE OF t)
                                DELETE FROM connection c
                                USING disconnected d
                                WHERE c.tenant = d.tenant AND c.name = d.connection
                                """)
                        .setParameter("name", name)
                        .executeUpdate());
    }

    Uni<Void> persistKeyset(String integration, byte[] wrapped) {
        return Panache.getSession()
                .chain(session -> session.persist(new IntegrationKeyRow(integration, wrapped)))
                .call(() -> flush());
    }

    /** The wrapped keyset of an integration that is there. */
    Uni<byte[]> wrappedKeyset(String integration) {
        return Panache.getSession()
                .chain(session -> session.find(IntegrationKeyRow.class, integration))
                .map(row -> row.wrapped);
    }

    /** At most {@code most} integrations in the order of their names. */
    Uni<List<IntegrationRow>> after(String name, int most) {
        return find("name > ?1", BY_NAME, name).range(0, most - 1).list();
    }
}
