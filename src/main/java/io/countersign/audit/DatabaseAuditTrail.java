package io.countersign.audit;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** Records events in PostgreSQL, where a trigger refuses to change or delete them. */
@ApplicationScoped
class DatabaseAuditTrail implements AuditTrail {

    @Override
    public Uni<Void> record(AuditEvent event) {
        return Panache.getSession()
                .chain(session -> session.persist(new AuditEventRow(event)).replaceWithVoid());
    }

    @Override
    public Uni<Void> record(SqlClient client, AuditEvent event) {
        return client.preparedQuery("""
                        INSERT INTO audit_event (type, actor, tenant, connection, details)
                        VALUES ($1, $2, $3, $4, $5)
                        """)
                .execute(Tuple.of(
                        event.type(), event.actor(), event.tenant(), event.connection(), new JsonObject(asJson(event))))
                .replaceWithVoid();
    }

    private static Map<String, Object> asJson(AuditEvent event) {
        return Map.copyOf(event.details());
    }
}
