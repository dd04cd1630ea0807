package io.countersign.audit;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import org.jboss.logging.Logger;

/** Records events in PostgreSQL, where a trigger refuses to change or delete them. */
@ApplicationScoped
class DatabaseAuditTrail implements AuditTrail {
    private static final Logger LOG = Logger.getLogger(DatabaseAuditTrail.class);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LAST_RETRY = Duration.ofSeconds(30);
    private static final int RETRIES = 20;

    private final Pool pool;

    DatabaseAuditTrail(Pool pool) {
        this.pool = pool;
    }

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

    @Override
    public void recordSoon(AuditEvent event) {
        record(pool, event)
                .onFailure()
                .retry()
                .withBackOff(FIRST_RETRY, LAST_RETRY)
                .atMost(RETRIES)
                .subscribe()
                .with(
                        recorded -> {},
                        failure -> LOG.errorf(
                                failure, "An event could not be recorded and stands only here event=%s", event));
    }

    private static Map<String, Object> asJson(AuditEvent event) {
        return Map.copyOf(event.details());
    }
}
