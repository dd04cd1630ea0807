package io.countersign.tenant;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Sort;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The rows of tenants. */
@ApplicationScoped
class TenantRepository implements PanacheRepositoryBase<TenantRow, String> {
    private static final Sort BY_NAME = Sort.by("name");

    /** Answers whether the display name was another one. */
    Uni<Boolean> rename(SqlConnection transaction, String name, String displayName) {
        return transaction
                .preparedQuery("""
                        UPDATE tenant SET display_name = $2, updated_at = clock_timestamp()
                        WHERE name = $1 AND display_name <> $2
                        """)
                .execute(Tuple.of(name, displayName))
                .map(rows -> rows.rowCount() == 1);
    }

    /** The tenant, or null. */
    Uni<@Nullable TenantView> find(SqlConnection transaction, String name) {
        return transaction
                .preparedQuery("SELECT name, display_name, created_at, updated_at FROM tenant WHERE name = $1")
                .execute(Tuple.of(name))
                .map(rows ->
                        rows.size() == 0 ? null : TenantView.of(rows.iterator().next()));
    }

    /** At most {@code most} of the visible tenants whose name or display name begins so, by name. */
    Uni<List<TenantView>> beginning(SqlClient client, Visible visible, String beginning, String after, int most) {
        String[] names = switch (visible) {
            case Visible.All all -> null;
            case Visible.Only only -> only.names().toArray(String[]::new);
        };
        return client.preparedQuery("""
                        SELECT name, display_name, created_at, updated_at FROM tenant
                        WHERE name > $1 AND ($2::text[] IS NULL OR name = ANY ($2))
                          AND (starts_with(name, lower($3)) OR starts_with(lower(display_name), lower($3)))
                        ORDER BY name LIMIT $4
                        """)
                .execute(Tuple.of(after, names, beginning, most))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(TenantView::of)
                        .toList());
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
