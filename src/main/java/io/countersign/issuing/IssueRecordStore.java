package io.countersign.issuing;

import io.countersign.clock.MonotonicClock;
import io.countersign.database.DatabaseFailure;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Writes the table of issue records. */
@ApplicationScoped
class IssueRecordStore {
    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Pool pool;
    private final IssueRecordMonths months;
    private final MonotonicClock clock;

    IssueRecordStore(Pool pool, IssueRecordMonths months, MonotonicClock clock) {
        this.pool = pool;
        this.months = months;
        this.clock = clock;
    }

    /**
     * One statement for all: what a caller got of a connection is added to the row of its hour. Replicas meet in the
     * same rows one after the other. A statement whose answer was lost counts twice when it is sent again.
     */
    Uni<Void> write(List<IssueRecord> records) {
        return insert(records)
                .onFailure(IssueRecordStore::mayLackAMonth)
                .recoverWithUni(() -> months.makeSince(longestAgo(records)).chain(() -> insert(records)));
    }

    private Uni<Void> insert(List<IssueRecord> records) {
        long now = clock.nanoTime();
        return pool.withConnection(connection -> connection.preparedQuery("""
                        WITH moment AS (SELECT clock_timestamp() AS now),
                        given AS (
                          SELECT u.tenant, u.connection, u.uuid, u.generation, u.actor, u.door, u.count,
                                 moment.now - make_interval(secs => u.first_ago) AS first_at,
                                 moment.now - make_interval(secs => u.last_ago) AS last_at
                          FROM moment, unnest($1::text[], $2::text[], $3::uuid[], $4::bigint[], $5::text[],
                              $6::text[], $7::bigint[], $8::float8[], $9::float8[])
                            AS u (tenant, connection, uuid, generation, actor, door, count, first_ago, last_ago))
                        INSERT INTO issue_record AS r
                          (tenant, uuid, actor, door, generation, hour, connection, first_at, last_at, count)
                        SELECT g.tenant, g.uuid, g.actor, g.door, g.generation,
                               date_trunc('hour', g.first_at, 'UTC'), g.connection,
                               min(g.first_at), max(g.last_at), sum(g.count)
                        FROM given g GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6
                        ON CONFLICT (tenant, uuid, actor, door, generation, hour) DO UPDATE
                        SET first_at = least(r.first_at, excluded.first_at),
                            last_at = greatest(r.last_at, excluded.last_at),
                            count = r.count + excluded.count
                        """).execute(columns(records, now)))
                .replaceWithVoid();
    }

    /**
     * No partition for a row is a check_violation (PostgreSQL, appendix A): the clock of the database has stepped, or
     * records have waited for longer than it keeps any. Whatever else is one is met again by the second try.
     */
    private static boolean mayLackAMonth(Throwable failure) {
        return DatabaseFailure.sqlState(failure).filter("23514"::equals).isPresent();
    }

    private Duration longestAgo(List<IssueRecord> records) {
        long now = clock.nanoTime();
        return Duration.ofNanos(records.stream()
                .mapToLong(record -> now - record.firstNanos())
                .max()
                .orElse(0));
    }

    private static Tuple columns(List<IssueRecord> records, long now) {
        return Tuple.tuple()
                .addArrayOfString(
                        records.stream().map(r -> r.use().id().tenant()).toArray(String[]::new))
                .addArrayOfString(records.stream().map(r -> r.use().id().name()).toArray(String[]::new))
                .addArrayOfUUID(records.stream().map(r -> r.use().id().uuid()).toArray(UUID[]::new))
                .addArrayOfLong(records.stream().map(r -> r.use().generation()).toArray(Long[]::new))
                .addArrayOfString(records.stream().map(r -> r.use().actor()).toArray(String[]::new))
                .addArrayOfString(
                        records.stream().map(r -> r.use().door().text()).toArray(String[]::new))
                .addArrayOfLong(records.stream().map(IssueRecord::count).toArray(Long[]::new))
                .addArrayOfDouble(records.stream()
                        .map(r -> (now - r.firstNanos()) / NANOS)
                        .toArray(Double[]::new))
                .addArrayOfDouble(
                        records.stream().map(r -> (now - r.lastNanos()) / NANOS).toArray(Double[]::new));
    }
}
