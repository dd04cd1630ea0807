package io.countersign.caller;

import io.countersign.naming.Name;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Whether a tenant exists. Asked only when access is refused, to choose between 403 and 404. SQL of its own, because
 * the package of tenants is built upon this one.
 */
@ApplicationScoped
class TenantDirectory {
    private final Pool pool;

    TenantDirectory(Pool pool) {
        this.pool = pool;
    }

    /** Any text may be asked for: what is no name cannot exist. */
    Uni<Boolean> exists(String tenant) {
        if (!Name.isValid(tenant)) {
            return Uni.createFrom().item(false);
        }
        return pool.preparedQuery("SELECT EXISTS (SELECT FROM tenant WHERE name = $1) AS found")
                .execute(Tuple.of(tenant))
                .map(rows -> rows.iterator().next().getBoolean("found"));
    }
}
