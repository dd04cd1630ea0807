package io.countersign.tenant;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/** Makes the tenants that an import names. One that is there is never changed. */
@ApplicationScoped
public class ImportedTenants {
    private final NewTenants fresh;

    ImportedTenants(NewTenants fresh) {
        this.fresh = fresh;
    }

    /**
     * Makes the tenant, with a keyset of its own, where there is none and it is to be called what is expected.
     *
     * @param transaction what it is part of
     * @param called what people shall see of a new one; null for its name
     * @param expected what it must be called, whoever made it; null for anything
     * @param actor who imports, as in the audit trail
     * @return whether it is called what is expected
     */
    public Uni<Boolean> make(
            SqlConnection transaction, String name, @Nullable String called, @Nullable String expected, String actor) {
        if (expected != null && !expected.equals(called)) {
            return isCalled(transaction, name, expected);
        }
        return fresh.makeIfAbsent(transaction, name, called == null ? name : called, actor)
                .chain(made -> expected == null ? Uni.createFrom().item(true) : isCalled(transaction, name, expected));
    }

    private static Uni<Boolean> isCalled(SqlConnection transaction, String name, String displayName) {
        return transaction
                .preparedQuery("SELECT FROM tenant WHERE name = $1 AND display_name = $2")
                .execute(Tuple.of(name, displayName))
                .map(rows -> rows.size() == 1);
    }
}
