package io.countersign.tenant;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.keyring.LiveKeys;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** Makes tenants, each with a keyset of its own. */
@ApplicationScoped
class NewTenants {
    private final TenantKeysets keysets;
    private final LiveKeys live;
    private final AuditTrail audit;

    NewTenants(TenantKeysets keysets, LiveKeys live, AuditTrail audit) {
        this.keysets = keysets;
        this.live = live;
        this.audit = audit;
    }

    /**
     * Makes the tenant unless there is one of that name, with its keyset and the event. Of two that try at once the
     * second waits for the first one's commit.
     *
     * @param transaction what it is part of
     * @param actor who makes it, as in the audit trail
     * @return whether it was made
     */
    Uni<Boolean> makeIfAbsent(SqlConnection transaction, String name, String displayName, String actor) {
        return transaction
                .preparedQuery("""
                        INSERT INTO tenant (name, display_name) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING
                        """)
                .execute(Tuple.of(name, displayName))
                .map(inserted -> inserted.rowCount() == 1)
                .call(made -> made
                        ? equip(transaction, name, actor)
                        : Uni.createFrom().voidItem());
    }

    private Uni<Void> equip(SqlConnection transaction, String name, String actor) {
        return live.lock(transaction)
                .chain(key -> transaction
                        .preparedQuery("INSERT INTO tenant_key (tenant, wrapped) VALUES ($1, $2)")
                        .execute(Tuple.of(name, Buffer.buffer(keysets.generate(name, key)))))
                .chain(() -> audit.record(transaction, AuditEvent.ofTenant("tenant.created", actor, name, Map.of())));
    }
}
