package io.countersign.trail;

import io.countersign.database.Seconds;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table of seals. */
@ApplicationScoped
class SealRows {
    private final Pool pool;

    SealRows(Pool pool) {
        this.pool = pool;
    }

    /**
     * A seal, and what it is bound to.
     *
     * @param before the end of the seal that it says it follows; null where there is none of that number
     */
    record Bound(Seal seal, @Nullable SealEnd before) {}

    /**
     * The seals with the highest numbers.
     *
     * @param rows the highest first
     * @param now when that was read, by the database's clock
     */
    record Newest(List<Bound> rows, Seal.Moment now) {}

    /** The seals with the highest numbers, at most {@code limit}. */
    Uni<Newest> newest(int limit) {
        return pool.preparedQuery("""
                        SELECT moment.now, extract(epoch FROM moment.now)::text AS now_text, s.number, s.follows,
                            s.first_era, s.first_transaction::text AS first_transaction, s.first_id,
                            s.last_era, s.last_transaction::text AS last_transaction, s.last_id,
                            s.events, s.events_mac, s.mac,
                            s.sealed_at, extract(epoch FROM s.sealed_at)::text AS sealed_text,
                            s.dropped_at, extract(epoch FROM s.dropped_at)::text AS dropped_text, s.dropped_mac,
                            b.number AS before, b.last_era AS before_era,
                            b.last_transaction::text AS before_transaction, b.last_id AS before_id, b.mac AS before_mac
                        FROM (SELECT clock_timestamp() AS now) AS moment
                        LEFT JOIN (SELECT * FROM audit_seal ORDER BY number DESC LIMIT $1) AS s ON true
                        LEFT JOIN audit_seal b ON b.number = s.follows
                        ORDER BY s.number DESC
                        """).execute(Tuple.of(limit)).map(rows -> {
            Row first = rows.iterator().next();
            return new Newest(
                    first.getLong("number") == null ? List.of() : SealColumns.bound(rows),
                    SealColumns.moment(first, "now", "now_text"));
        });
    }

    /** The seals behind that number, in order, at most {@code limit}. */
    Uni<List<Bound>> after(long number, int limit) {
        return pool.preparedQuery("""
                        SELECT s.number, s.follows,
                            s.first_era, s.first_transaction::text AS first_transaction, s.first_id,
                            s.last_era, s.last_transaction::text AS last_transaction, s.last_id,
                            s.events, s.events_mac, s.mac,
                            s.sealed_at, extract(epoch FROM s.sealed_at)::text AS sealed_text,
                            s.dropped_at, extract(epoch FROM s.dropped_at)::text AS dropped_text, s.dropped_mac,
                            b.number AS before, b.last_era AS before_era,
                            b.last_transaction::text AS before_transaction, b.last_id AS before_id, b.mac AS before_mac
                        FROM audit_seal s LEFT JOIN audit_seal b ON b.number = s.follows
                        WHERE s.number > $1 ORDER BY s.number LIMIT $2
                        """).execute(Tuple.of(number, limit)).map(SealColumns::bound);
    }

    /**
     * The seals up to that number that say they do not follow the number below, the highest first, at most
     * {@code limit}.
     */
    Uni<List<Bound>> passing(long number, int limit) {
        return pool.preparedQuery("""
                        SELECT s.number, s.follows,
                            s.first_era, s.first_transaction::text AS first_transaction, s.first_id,
                            s.last_era, s.last_transaction::text AS last_transaction, s.last_id,
                            s.events, s.events_mac, s.mac,
                            s.sealed_at, extract(epoch FROM s.sealed_at)::text AS sealed_text,
                            s.dropped_at, extract(epoch FROM s.dropped_at)::text AS dropped_text, s.dropped_mac,
                            b.number AS before, b.last_era AS before_era,
                            b.last_transaction::text AS before_transaction, b.last_id AS before_id, b.mac AS before_mac
                        FROM audit_seal s LEFT JOIN audit_seal b ON b.number = s.follows
                        WHERE s.follows <> s.number - 1 AND s.number <= $1 ORDER BY s.number DESC LIMIT $2
                        """).execute(Tuple.of(number, limit)).map(SealColumns::bound);
    }

    /**
     * A seal whose events are there.
     *
     * @param due whether they have been kept for long enough, by the database's clock and by this replica's
     */
    record Kept(Bound row, boolean due) {}

    /**
     * The oldest of those on the line, in order, at most {@code limit}.
     *
     * @param kept how long events are kept
     * @param here what this replica's clock says
     */
    Uni<List<Kept>> oldest(SealLine line, Duration kept, Instant here, int limit) {
        return pool.preparedQuery("""
                        SELECT s.number, s.follows,
                            s.first_era, s.first_transaction::text AS first_transaction, s.first_id,
                            s.last_era, s.last_transaction::text AS last_transaction, s.last_id,
                            s.events, s.events_mac, s.mac,
                            s.sealed_at, extract(epoch FROM s.sealed_at)::text AS sealed_text,
                            s.dropped_at, extract(epoch FROM s.dropped_at)::text AS dropped_text, s.dropped_mac,
                            b.number AS before, b.last_era AS before_era,
                            b.last_transaction::text AS before_transaction, b.last_id AS before_id, b.mac AS before_mac,
                            s.sealed_at < least(clock_timestamp(), $1) - make_interval(secs => $2) AS due
                        FROM audit_seal s LEFT JOIN audit_seal b ON b.number = s.follows
                        WHERE s.dropped_at IS NULL
                          AND NOT EXISTS (SELECT FROM unnest($3::bigint[], $4::bigint[]) AS passed (above, below)
                                          WHERE s.number > passed.above AND s.number < passed.below)
                        ORDER BY s.number LIMIT $5
                        """)
                .execute(Tuple.of(here.atOffset(ZoneOffset.UTC), Seconds.of(kept))
                        .addArrayOfLong(line.passed().stream()
                                .map(SealLine.Passed::above)
                                .toArray(Long[]::new))
                        .addArrayOfLong(line.passed().stream()
                                .map(SealLine.Passed::below)
                                .toArray(Long[]::new))
                        .addInteger(limit))
                .map(rows -> {
                    List<Kept> oldest = new ArrayList<>(rows.size());
                    rows.forEach(row -> oldest.add(new Kept(SealColumns.bound(row), row.getBoolean("due"))));
                    return oldest;
                });
    }

    /**
     * Says in a seal that its events are ended; false where that was said before.
     *
     * @param transaction the one in which they are deleted
     */
    Uni<Boolean> drop(SqlClient transaction, long number, Seal.Dropped dropped) {
        return transaction
                .preparedQuery("""
                        UPDATE audit_seal SET dropped_at = $2, dropped_mac = $3
                        WHERE number = $1 AND dropped_at IS NULL
                        """)
                .execute(Tuple.of(number, dropped.at().time().atOffset(ZoneOffset.UTC), Buffer.buffer(dropped.mac())))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Adds a seal; false where there is one of its number already: then another replica was first. */
    Uni<Boolean> add(Seal seal) {
        return pool.preparedQuery("""
                        INSERT INTO audit_seal (number, follows, first_era, first_transaction, first_id, last_era,
                            last_transaction, last_id, events, events_mac, mac, sealed_at)
                        VALUES ($1, $2, $3, $4::text::xid8, $5, $6, $7::text::xid8, $8, $9, $10, $11, $12)
                        ON CONFLICT (number) DO NOTHING
                        """)
                .execute(Tuple.of(seal.number(), seal.follows())
                        .addInteger(seal.first().era())
                        .addString(seal.first().transactionText())
                        .addLong(seal.first().id())
                        .addInteger(seal.last().era())
                        .addString(seal.last().transactionText())
                        .addLong(seal.last().id())
                        .addInteger(seal.events())
                        .addValue(Buffer.buffer(seal.eventsMac()))
                        .addValue(Buffer.buffer(seal.mac()))
                        .addOffsetDateTime(seal.sealedAt().time().atOffset(ZoneOffset.UTC)))
                .map(rows -> rows.rowCount() == 1);
    }
}
