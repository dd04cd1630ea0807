package io.countersign.issuing;

import io.countersign.database.DatabaseReach;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The partitions of the issue records, one for each month: made before they are needed, dropped whole when all that
 * they hold is old. Every replica does both; what another one has done already is no failure.
 */
@ApplicationScoped
class IssueRecordMonths {
    private static final Logger LOG = Logger.getLogger(IssueRecordMonths.class);

    private final Pool pool;
    private final DatabaseReach database;
    private final InstantSource time;
    private final Duration kept;

    IssueRecordMonths(Pool pool, DatabaseReach database, InstantSource time, IssuingConfiguration configuration) {
        this.pool = pool;
        this.database = database;
        this.time = time;
        this.kept = configuration.recordsKept();
    }

    /**
     * What the database holds.
     *
     * @param now by its clock
     */
    private record Seen(Set<YearMonth> months, Instant now) {}

    /** Soon after the start, and then far more often than a month ends: a replica may be the only one, and stopped. */
    @Scheduled(
            every = "1h",
            delayed = "5s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    Uni<Void> upkeep() {
        return database.isAway()
                ? Uni.createFrom().voidItem()
                : seen().map(seen -> plan(seen, seen.now()))
                        .chain(plan -> make(plan).chain(() -> drop(plan)));
    }

    /**
     * Makes the months that are missing from so long ago up to the next one. Drops none: whoever needs it has met a
     * month that nobody expected, so the clock may be wrong.
     *
     * @param ago how long, by the database's clock
     */
    Uni<Void> makeSince(Duration ago) {
        return seen().map(seen -> plan(seen, seen.now().minus(ago))).chain(this::make);
    }

    private MonthPlan plan(Seen seen, Instant oldest) {
        return MonthPlan.of(seen.months(), oldest, seen.now(), time.instant(), kept);
    }

    private Uni<Seen> seen() {
        return pool.preparedQuery("""
                        SELECT clock_timestamp() AS now, coalesce(array_agg(c.relname::text), '{}') AS names
                        FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                        WHERE i.inhparent = 'issue_record'::regclass
                        """)
                .execute()
                .map(rows -> seen(rows.iterator().next()));
    }

    private Uni<Void> make(MonthPlan plan) {
        return Multi.createFrom()
                .iterable(plan.make())
                .onItem()
                .transformToUniAndConcatenate(month ->
                        pool.preparedQuery("SELECT make_issue_record_month($1)").execute(Tuple.of(month.atDay(1))))
                .onItem()
                .ignoreAsUni();
    }

    /** One statement each: while a month goes, whoever writes waits, for a tenth of a second at most. */
    private Uni<Void> drop(MonthPlan plan) {
        return Multi.createFrom()
                .iterable(plan.drop())
                .onItem()
                .transformToUniAndConcatenate(month -> pool.preparedQuery(
                                "SELECT drop_issue_record_month($1) AS dropped")
                        .execute(Tuple.of(month.atDay(1)))
                        .invoke(rows -> tell(month, rows.iterator().next().getBoolean("dropped"))))
                .onItem()
                .ignoreAsUni();
    }

    /** By the replica that did it, and no other one. */
    private static void tell(YearMonth month, @Nullable Boolean dropped) {
        if (dropped == null) {
            return;
        }
        if (dropped) {
            LOG.infof("issue_records_dropped month=%s", month);
        } else {
            LOG.infof("issue_records_not_dropped month=%s: the table is in use; tried again in an hour", month);
        }
    }

    private static Seen seen(Row row) {
        return new Seen(
                Arrays.stream(row.getArrayOfStrings("names"))
                        .map(MonthPlan::ofPartition)
                        .flatMap(Optional::stream)
                        .collect(Collectors.toUnmodifiableSet()),
                row.getOffsetDateTime("now").toInstant());
    }
}
