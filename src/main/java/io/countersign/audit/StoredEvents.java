package io.countersign.audit;

import io.countersign.database.Seconds;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The rows of the trail, for whoever proves that nobody has changed them, and ends the oldest. */
@ApplicationScoped
public class StoredEvents {
    private final Pool pool;

    StoredEvents(Pool pool) {
        this.pool = pool;
    }

    /**
     * What stands behind a place.
     *
     * @param events in order; nothing can come in between them any more, or before them
     * @param age of the oldest, by the database's clock; zero where there is none
     */
    public record Tail(List<StoredEvent> events, Duration age) {}

    /**
     * The events that come after that place and can be seen, see {@link DatabaseAuditReader}, at most {@code limit}. An
     * event whose time is no moment counts as new.
     */
    public Uni<Tail> after(EventCursor place, int limit) {
        return pool.preparedQuery("""
                        SELECT era, transaction::text AS number, id, extract(epoch FROM occurred_at)::text AS occurred,
                            type, actor, tenant, connection, details::text AS details,
                            CASE WHEN isfinite(occurred_at)
                                 THEN extract(epoch FROM clock_timestamp() - occurred_at)::float8 ELSE 0 END AS age
                        FROM audit_event
                        WHERE (era, transaction, id) > ($1, $2::text::xid8, $3)
                          AND (transaction < pg_snapshot_xmin(pg_current_snapshot()) OR era < (SELECT audit_era()))
                        ORDER BY era, transaction, id
                        LIMIT $4
                        """)
                .execute(Tuple.of(place.era(), place.transactionText(), place.id(), limit))
                .map(rows -> new Tail(events(rows), age(rows)));
    }

    /** The age of the oldest event that cannot be seen yet, by the database's clock; zero if there is none. */
    public Uni<Duration> heldBack() {
        return pool.preparedQuery("""
                        SELECT CASE WHEN isfinite(occurred_at)
                                    THEN extract(epoch FROM clock_timestamp() - occurred_at)::float8 ELSE 0 END AS age
                        FROM audit_event
                        WHERE era = (SELECT audit_era())
                          AND transaction >= pg_snapshot_xmin(pg_current_snapshot())
                        ORDER BY era, transaction, id
                        LIMIT 1
                        """).execute().map(StoredEvents::age);
    }

    /** How many can be seen behind that place, counted up to {@code most}. */
    public Uni<Long> countAfter(EventCursor place, int most) {
        return pool.preparedQuery("""
                        SELECT count(*) AS events
                        FROM (SELECT FROM audit_event
                              WHERE (era, transaction, id) > ($1, $2::text::xid8, $3)
                                AND (transaction < pg_snapshot_xmin(pg_current_snapshot())
                                     OR era < (SELECT audit_era()))
                              LIMIT $4) AS seen
                        """)
                .execute(Tuple.of(place.era(), place.transactionText(), place.id(), most))
                .map(rows -> rows.iterator().next().getLong("events"));
    }

    /**
     * The events behind a place up to another one, in order, at most {@code limit}.
     *
     * @param last the last one's place, which is a part of it
     */
    public Uni<List<StoredEvent>> between(EventCursor after, EventCursor last, int limit) {
        return pool.preparedQuery("""
                        SELECT era, transaction::text AS number, id, extract(epoch FROM occurred_at)::text AS occurred,
                            type, actor, tenant, connection, details::text AS details
                        FROM audit_event
                        WHERE (era, transaction, id) > ($1, $2::text::xid8, $3)
                          AND (era, transaction, id) <= ($4, $5::text::xid8, $6)
                        ORDER BY era, transaction, id
                        LIMIT $7
                        """)
                .execute(places(after, last).addInteger(limit))
                .map(StoredEvents::events);
    }

    /**
     * Deletes the same events, and answers how many. PostgreSQL refuses it but for those whose seal says that they go.
     *
     * @param transaction the one in which the seal was told so
     */
    public Uni<Integer> delete(SqlClient transaction, EventCursor after, EventCursor last) {
        return transaction.preparedQuery("""
                        DELETE FROM audit_event
                        WHERE (era, transaction, id) > ($1, $2::text::xid8, $3)
                          AND (era, transaction, id) <= ($4, $5::text::xid8, $6)
                        """).execute(places(after, last)).map(RowSet::rowCount);
    }

    private static Tuple places(EventCursor after, EventCursor last) {
        return Tuple.of(
                after.era(), after.transactionText(), after.id(), last.era(), last.transactionText(), last.id());
    }

    private static List<StoredEvent> events(RowSet<Row> rows) {
        List<StoredEvent> events = new ArrayList<>(rows.size());
        rows.forEach(row -> events.add(new StoredEvent(
                EventCursor.of(row, "era", "number", "id"),
                row.getString("occurred"),
                row.getString("type"),
                row.getString("actor"),
                row.getString("tenant"),
                row.getString("connection"),
                row.getString("details"))));
        return events;
    }

    private static Duration age(RowSet<Row> rows) {
        double oldest = 0;
        for (Row row : rows) {
            oldest = Math.max(oldest, row.getDouble("age"));
        }
        return Seconds.duration(oldest);
    }
}
