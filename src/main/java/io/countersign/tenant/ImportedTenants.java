package io.countersign.tenant;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the tenants that an import names. One that is there is never changed. */
@ApplicationScoped
public class ImportedTenants {
    private final TenantKeysets keysets;
    private final AuditTrail audit;

    ImportedTenants(TenantKeysets keysets, AuditTrail audit) {
        this.keysets = keysets;
        this.audit = audit;
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
        return transaction
                .preparedQuery("""
                        INSERT INTO tenant (name, display_name) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING
                        """)
                .execute(Tuple.of(name, called == null ? name : called))
                .chain(inserted -> inserted.rowCount() == 1
                        ? equip(transaction, name, actor)
                        : Uni.createFrom().voidItem())
                .chain(() -> expected == null ? Uni.createFrom().item(true) : isCalled(transaction, name, expected));
    }

    private Uni<Void> equip(SqlConnection transaction, String name, String actor) {
        return transaction
                .preparedQuery("INSERT INTO tenant_key (tenant, wrapped) VALUES ($1, $2)")
                .execute(Tuple.of(name, Buffer.buffer(keysets.generate(name))))
                .chain(() -> audit.record(transaction, AuditEvent.ofTenant("tenant.created", actor, name, Map.of())));
    }

    private static Uni<Boolean> isCalled(SqlConnection transaction, String name, String displayName) {
        return transaction
                .preparedQuery("SELECT FROM tenant WHERE name = $1 AND display_name = $2")
                .execute(Tuple.of(name, displayName))
                .map(rows -> rows.size() == 1);
    }
}
