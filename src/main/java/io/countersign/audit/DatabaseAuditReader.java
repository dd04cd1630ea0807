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
import org.jspecify.annotations.Nullable;

/**
 * Reads the trail in an order that only grows at its end: whoever goes on from a cursor misses nothing.
 *
 * <p>Neither ids nor times give such an order, because events commit in another order than they are numbered: a
 * transaction may take a low id and commit after a higher one was read. Transaction numbers do: below the oldest
 * running one nothing can appear any more. So an event shows only when no transaction that began before its own is
 * still running, and what shows is always a beginning of the order.
 *
 * <p>A dump that is restored brings the numbers of another server along, which may be higher than any that this one has
 * given out. They would hide for years, and new events would sort before them. The schema therefore counts eras: what
 * is recorded after a restore is of a later era than everything restored. No transaction of an earlier era can be
 * running, so all of it shows.
 */
@ApplicationScoped
class DatabaseAuditReader {
    private final Pool pool;

    DatabaseAuditReader(Pool pool) {
        this.pool = pool;
    }

    /**
     * The events that come after the cursor, oldest first. A statement of its own for each choice, so that each goes
     * along an index that begins with what is asked for, whatever plan PostgreSQL keeps; that of a tenant and a type
     * along the tenant's, past the other types.
     *
     * @param tenant whose events, also of one that was deleted; null: of all and of none
     * @param type of which type; null: of all
     * @param limit how many at most
     */
    Uni<List<RecordedEvent>> read(@Nullable String tenant, @Nullable String type, EventCursor after, int limit) {
        Uni<RowSet<Row>> rows = switch (tenant) {
            case null -> type == null ? all(after, limit) : ofType(type, after, limit);
            case String name -> type == null ? ofTenant(name, after, limit) : ofBoth(name, type, after, limit);
        };
        return rows.map(DatabaseAuditReader::events);
    }

    private Uni<RowSet<Row>> all(EventCursor after, int limit) {
        return pool.preparedQuery("""
                        SELECT era, transaction::text AS number, id, occurred_at, type, actor, tenant, connection,
                            details
                        FROM audit_event
                        WHERE (era, transaction, id) > ($1, $2::text::xid8, $3)
                          AND (transaction < pg_snapshot_xmin(pg_current_snapshot()) OR era < (SELECT audit_era()))
                        ORDER BY era, transaction, id
                        LIMIT $4
                        """).execute(place(after, limit));
    }

    private Uni<RowSet<Row>> ofType(String type, EventCursor after, int limit) {
        return pool.preparedQuery("""
                        SELECT era, transaction::text AS number, id, occurred_at, type, actor, tenant, connection,
                            details
                        FROM audit_event
                        WHERE type = $5
                          AND (era, transaction, id) > ($1, $2::text::xid8, $3)
                          AND (transaction < pg_snapshot_xmin(pg_current_snapshot()) OR era < (SELECT audit_era()))
                        ORDER BY era, transaction, id
                        LIMIT $4
                        """).execute(place(after, limit).addString(type));
    }

    private Uni<RowSet<Row>> ofTenant(String tenant, EventCursor after, int limit) {
        return pool.preparedQuery("""
                        SELECT era, transaction::text AS number, id, occurred_at, type, actor, tenant, connection,
                            details
                        FROM audit_event
                        WHERE tenant = $5
                          AND (era, transaction, id) > ($1, $2::text::xid8, $3)
                          AND (transaction < pg_snapshot_xmin(pg_current_snapshot()) OR era < (SELECT audit_era()))
                        ORDER BY era, transaction, id
                        LIMIT $4
                        """).execute(place(after, limit).addString(tenant));
    }

    private Uni<RowSet<Row>> ofBoth(String tenant, String type, EventCursor after, int limit) {
        return pool.preparedQuery("""
                        SELECT era, transaction::text AS number, id, occurred_at, type, actor, tenant, connection,
                            details
                        FROM audit_event
                        WHERE tenant = $5 AND type = $6
                          AND (era, transaction, id) > ($1, $2::text::xid8, $3)
                          AND (transaction < pg_snapshot_xmin(pg_current_snapshot()) OR era < (SELECT audit_era()))
                        ORDER BY era, transaction, id
                        LIMIT $4
                        """)
                .execute(place(after, limit).addString(tenant).addString(type));
    }

    private static Tuple place(EventCursor after, int limit) {
        return Tuple.of(after.era(), after.transactionText(), after.id(), limit);
    }

    static List<RecordedEvent> events(RowSet<Row> rows) {
        List<RecordedEvent> events = new ArrayList<>(rows.size());
        rows.forEach(row -> events.add(event(row)));
        return events;
    }

    private static RecordedEvent event(Row row) {
        return new RecordedEvent(
                EventCursor.of(row, "era", "number", "id").toString(),
                row.getOffsetDateTime("occurred_at").toInstant(),
                row.getString("type"),
                row.getString("actor"),
                row.getString("tenant"),
                row.getString("connection"),
                row.get(JsonObject.class, "details").getMap());
    }
}
