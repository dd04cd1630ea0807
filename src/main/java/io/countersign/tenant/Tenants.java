package io.countersign.tenant;

import io.countersign.naming.Name;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Looks tenants up for other packages. Usable on any Vert.x context: it takes part in no transaction or session. */
@ApplicationScoped
public class Tenants {
    private final Pool pool;

    Tenants(Pool pool) {
        this.pool = pool;
    }

    /** The tenant of that name, or empty, also for what could not be a name. */
    public Uni<Optional<Tenant>> find(String name) {
        if (!Name.isValid(name)) {
            return Uni.createFrom().item(Optional.empty());
        }
        return pool.preparedQuery("SELECT name, display_name FROM tenant WHERE name = $1")
                .execute(Tuple.of(name))
                .map(Tenants::first);
    }

    private static Optional<Tenant> first(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .findFirst()
                .map(row -> new Tenant(row.getString("name"), row.getString("display_name")));
    }
}
