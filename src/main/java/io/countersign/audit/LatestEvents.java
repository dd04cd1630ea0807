package io.countersign.audit;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads the trail backwards, for people, who want to know what has happened last. Unlike the reading that programs
 * follow ({@link DatabaseAuditReader}) it shows what was committed just now: an event that comes in between two pages
 * is seen by whoever looks again.
 */
@ApplicationScoped
public class LatestEvents {
    /** Before every event there can be. */
    private static final EventCursor END = new EventCursor(Integer.MAX_VALUE, -1, Long.MAX_VALUE);

    private final Pool pool;

    LatestEvents(Pool pool) {
        this.pool = pool;
    }

    /**
     * The events before the cursor, the newest first. A statement of its own for each choice, so that each goes along
     * an index that begins with what is asked for.
     *
     * @param tenant whose events; null: of all and of none
     * @param type of which type; null: of all
     * @param before where the page before ended; null: at the end of the trail
     * @param limit how many at most
     */
    public Uni<List<RecordedEvent>> read(
            @Nullable String tenant, @Nullable String type, @Nullable EventCursor before, int limit) {
        EventCursor place = before == null ? END : before;
        Uni<RowSet<Row>> rows = switch (tenant) {
            case null -> type == null ? all(place, limit) : ofType(type, place, limit);
            case String name -> type == null ? ofTenant(name, place, limit) : ofBoth(name, type, place, limit);
        };
        return rows.map(DatabaseAuditReader::events);
    }

    /** The last events of a connection, the newest first: those among the last thousand of its tenant. */
    public Uni<List<RecordedEvent>> ofConnection(String tenant, String connection, int limit) {
        return pool.preparedQuery("""
                        SELECT e.era, e.transaction::text AS number, e.id, e.occurred_at, e.type, e.actor, e.tenant,
                            e.connection, e.details
                        FROM (SELECT * FROM audit_event
                              WHERE tenant = $1
                              ORDER BY era DESC, transaction DESC, id DESC
                              LIMIT 1000) AS e
                        WHERE e.tenant = $1 AND e.connection = $2
                        ORDER BY e.era DESC, e.transaction DESC, e.id DESC
                        LIMIT $3
                        """)
                .execute(Tuple.of(tenant, connection, limit))
                .map(DatabaseAuditReader::events);
    }

    /** How many events of that type there were in the last day, by the database's clock; counted up to a thousand. */
    public Uni<Long> inLastDay(String type) {
        return pool.preparedQuery("""
                        SELECT count(*) AS events
                        FROM (SELECT occurred_at FROM audit_event
                              WHERE type = $1
                              ORDER BY era DESC, transaction DESC, id DESC
                              LIMIT 1000) AS e
                        WHERE e.occurred_at > clock_timestamp() - interval '1 day'
                        """)
                .execute(Tuple.of(type))
                .map(rows -> rows.iterator().next().getLong("events"));
    }

    /**
     * How many events of that type there were in which hour, from the beginning of the first hour on, among the last
     * ten thousand of the type; an hour of none is not there.
     */
    public Uni<Map<Instant, Long>> byHour(String type, Instant from) {
        return pool.preparedQuery("""
                        SELECT date_bin('1 hour', e.occurred_at, $2) AS hour, count(*) AS events
                        FROM (SELECT occurred_at FROM audit_event
                              WHERE type = $1
                              ORDER BY era DESC, transaction DESC, id DESC
                              LIMIT 10000) AS e
                        WHERE e.occurred_at >= $2
                        GROUP BY hour
                        """)
                .execute(Tuple.of(type, from.atOffset(ZoneOffset.UTC)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .collect(Collectors.toUnmodifiableMap(
                                row -> row.getOffsetDateTime("hour").toInstant(), row -> row.getLong("events"))));
    }

    private Uni<RowSet<Row>> all(EventCursor before, int limit) {
        return pool.preparedQuery("""
                        SELECT era, transaction::text AS number, id, occurred_at, type, actor, tenant, connection,
                            details
                        FROM audit_event
                        WHERE (era, transaction, id) < ($1, $2::text::xid8, $3)
                        ORDER BY era DESC, transaction DESC, id DESC
                        LIMIT $4
                        """).execute(place(before, limit));
    }

    private Uni<RowSet<Row>> ofType(String type, EventCursor before, int limit) {
        return pool.preparedQuery("""
                        SELECT era, transaction::text AS number, id, occurred_at, type, actor, tenant, connection,
                            details
                        FROM audit_event
                        WHERE type = $5 AND (era, transaction, id) < ($1, $2::text::xid8, $3)
                        ORDER BY era DESC, transaction DESC, id DESC
                        LIMIT $4
                        """).execute(place(before, limit).addString(type));
    }

    private Uni<RowSet<Row>> ofTenant(String tenant, EventCursor before, int limit) {
        return pool.preparedQuery("""
                        SELECT era, transaction::text AS number, id, occurred_at, type, actor, tenant, connection,
                            details
                        FROM audit_event
                        WHERE tenant = $5 AND (era, transaction, id) < ($1, $2::text::xid8, $3)
                        ORDER BY era DESC, transaction DESC, id DESC
                        LIMIT $4
                        """).execute(place(before, limit).addString(tenant));
    }

    private Uni<RowSet<Row>> ofBoth(String tenant, String type, EventCursor before, int limit) {
        return pool.preparedQuery("""
                        SELECT era, transaction::text AS number, id, occurred_at, type, actor, tenant, connection,
                            details
                        FROM audit_event
                        WHERE tenant = $5 AND type = $6 AND (era, transaction, id) < ($1, $2::text::xid8, $3)
                        ORDER BY era DESC, transaction DESC, id DESC
                        LIMIT $4
                        """)
                .execute(place(before, limit).addString(tenant).addString(type));
    }

    private static Tuple place(EventCursor before, int limit) {
        return Tuple.of(before.era(), before.transactionText(), before.id(), limit);
    }
}
