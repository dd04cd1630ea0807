package io.countersign.caller;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;

/** The rows of grants. */
@ApplicationScoped
class CallerGrantRepository implements PanacheRepositoryBase<CallerGrantRow, CallerGrantRow.Key> {

    /**
     * A caller's grant as it stands in its rows.
     *
     * @param tenants those that are left of it, in no order
     * @param permissions in the order of the catalogue
     */
    record Stored(String caller, List<String> tenants, List<String> permissions) {

        /** Whether putting that grant would store the same again. */
        boolean is(Grant wanted) {
            return wanted.tenants().equals(Set.copyOf(tenants))
                    && wanted.permissionNames().equals(permissions);
        }
    }

    /** In the order in which they were put, caller after caller. */
    Uni<List<Stored>> of(List<String> callers) {
        return Panache.getSession()
                .chain(session -> session.createSelectionQuery("""
                                SELECT caller, array_agg(tenant) WITHIN GROUP (ORDER BY tenant), permissions
                                FROM CallerGrantRow
                                WHERE caller IN :callers
                                GROUP BY caller, position, permissions
                                ORDER BY caller, position
                                """, Object[].class)
                        .setParameter("callers", callers)
                        .getResultList())
                .map(rows -> rows.stream()
                        .map(row -> new Stored((String) row[0], List.of((String[]) row[1]), List.of((String[]) row[2])))
                        .toList());
    }

    /** Whoever calls this has locked the caller. */
    Uni<Void> replace(String caller, List<Grant> grants) {
        return delete("caller", caller)
                .chain(() -> Multi.createFrom()
                        .range(0, grants.size())
                        .onItem()
                        .transformToUniAndConcatenate(position -> insert(caller, position, grants.get(position)))
                        .collect()
                        .asList())
                .replaceWithVoid();
    }

    private static Uni<Integer> insert(String caller, int position, Grant grant) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery("""
                                INSERT INTO caller_grant (caller, tenant, position, permissions)
                                SELECT :caller, tenant, :position, :permissions
                                FROM unnest(CAST(:tenants AS text[])) AS tenant
                                """)
                        .setParameter("caller", caller)
                        .setParameter("position", position)
                        .setParameter("tenants", grant.tenants().toArray(String[]::new))
                        .setParameter("permissions", grant.permissionNames().toArray(String[]::new))
                        .executeUpdate());
    }
}
