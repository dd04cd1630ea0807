package io.countersign.audit;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the trail in an order that only grows at its end. Transactions commit in another order than they begin, so an event shows only when no
 * transaction that began before its own is still running: whoever goes on from a cursor misses nothing.
 */
@ApplicationScoped
class DatabaseAuditReader {
    private final Pool pool;

    DatabaseAuditReader(Pool pool) {
        this.pool = pool;
    }

    /** The events of all tenants and of none that come after the cursor, oldest first, at most {@code limit}. */
    Uni<List<RecordedEvent>> all(EventCursor after, int limit) {
        return pool.preparedQuery("""
                        SELECT transaction::text AS transaction, id, occurred_at, type, actor, tenant, connection, details
                        FROM audit_event
                        WHERE (transaction, id) > ($1::text::xid8, $2)
                          AND transaction < pg_snapshot_xmin(pg_current_snapshot())
                        ORDER BY transaction, id
                        LIMIT $3
                        """)
                .execute(Tuple.of(Long.toString(after.transaction()), after.id(), limit))
                .map(DatabaseAuditReader::events);
    }

    /** The same for the events of one tenant, also of one that was deleted. */
    Uni<List<RecordedEvent>> ofTenant(String tenant, EventCursor after, int limit) {
        return pool.preparedQuery("""
                        SELECT transaction::text AS transaction, id, occurred_at, type, actor, tenant, connection, details
                        FROM audit_event
                        WHERE tenant = $4
                          AND (transaction, id) > ($1::text::xid8, $2)
                          AND transaction < pg_snapshot_xmin(pg_current_snapshot())
                        ORDER BY transaction, id
                        LIMIT $3
                        """)
                .execute(Tuple.of(Long.toString(after.transaction()), after.id(), limit, tenant))
                .map(DatabaseAuditReader::events);
    }

    private static List<RecordedEvent> events(RowSet<Row> rows) {
        List<RecordedEvent> events = new ArrayList<>(rows.size());
        rows.forEach(row -> events.add(event(row)));
        return events;
    }

    private static RecordedEvent event(Row row) {
        EventCursor place = new EventCursor(Long.parseLong(row.getString("transaction")), row.getLong("id"));
        return new RecordedEvent(
                place.toString(),
                row.getOffsetDateTime("occurred_at").toInstant(),
                row.getString("type"),
                row.getString("actor"),
                row.getString("tenant"),
                row.getString("connection"),
                row.get(JsonObject.class, "details").getMap());
    }
}
