package io.countersign.consent;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * What whoever has a link makes the trail hear: that an attempt was begun, that one came to nothing, was refused, or
 * that the link was tried after its end. Nobody can delete an event, and a link may be in anybody's hands, so the trail
 * hears of {@value #MOST} of each {@link Kind} an hour; the first one of a later hour says how many more there were.
 * What people do goes on as ever.
 */
@ApplicationScoped
class LinkEvents {
    /** In an hour, for each link and kind. */
    static final int MOST = 40;

    /**
     * What is counted by itself: what costs next to nothing does not keep out what costs more, and matters more. In the
     * order in which the columns have them.
     */
    enum Kind {
        /** Somebody tried: {@code consent.started}, {@code consent.link-refused}. Takes the link alone. */
        TRIED,
        /** An attempt came to nothing: {@code consent.declined}, {@code consent.failed}. Takes a callback as well. */
        STOPPED,
        /** Somebody whom DocuSign knows consented, and may not: {@code consent.refused}. */
        REFUSED
    }

    private final AuditTrail audit;

    LinkEvents(AuditTrail audit) {
        this.audit = audit;
    }

    /**
     * Counts an event, and records it if it is one of those. Locks the link, so that parallel ones are counted one
     * after the other.
     *
     * @param transaction of what the event tells
     */
    Uni<Void> record(SqlConnection transaction, ConsentLink link, Kind kind, AuditEvent event) {
        return transaction
                .preparedQuery("""
                        UPDATE consent_link l
                        SET events[$3] = CASE WHEN earlier.recent THEN earlier.number + 1 ELSE 1 END,
                            events_since[$3] = CASE WHEN earlier.recent THEN l.events_since[$3]
                                                    ELSE clock_timestamp() END
                        FROM (SELECT events[$3] AS number,
                                     coalesce(events_since[$3] > clock_timestamp() - interval '1 hour', false) AS recent
                              FROM consent_link WHERE tenant = $1 AND hash = $2 FOR UPDATE) earlier
                        WHERE l.tenant = $1 AND l.hash = $2
                        RETURNING l.events[$3] AS number,
                            CASE WHEN earlier.recent THEN 0 ELSE earlier.number END AS former
                        """)
                .execute(Tuple.of(link.id().tenant(), Buffer.buffer(link.hash()), kind.ordinal() + 1))
                .chain(rows -> tells(rows)
                        ? audit.record(transaction, withMore(event, more(rows)))
                        : Uni.createFrom().voidItem());
    }

    /** A link that is gone takes its count along. */
    private static boolean tells(RowSet<Row> rows) {
        return rows.size() == 0 || rows.iterator().next().getInteger("number") <= MOST;
    }

    /** How many the trail has not heard of in the last hour that had any. */
    private static int more(RowSet<Row> rows) {
        return rows.size() == 0 ? 0 : Math.max(0, rows.iterator().next().getInteger("former") - MOST);
    }

    private static AuditEvent withMore(AuditEvent event, int more) {
        return more == 0 ? event : event.with("more", Integer.toString(more));
    }
}
