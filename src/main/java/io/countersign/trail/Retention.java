package io.countersign.trail;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.audit.EventCursor;
import io.countersign.audit.StoredEvents;
import io.countersign.database.DatabaseReach;
import io.countersign.database.OneComplaint;
import io.countersign.vault.KeptVaultKey;
import io.countersign.vault.VaultKey;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ApplicationNotRunning;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Ends what is older than the trail is kept: the events of whole seals, oldest first, never those of the newest
 * seal, which tell the era. The seals stay and say, by a hash that only the vault can make, that it was the vault.
 * What does not hold is told and kept, with all behind it, and so is what somebody says was ended: age must not take
 * the traces away. Rows that are not on the line of the newest seal are passed over: what they cover is in seals of the
 * line, and goes with those.
 */
@ApplicationScoped
class Retention {
    private static final Logger LOG = Logger.getLogger(Retention.class);

    /** Seals of a transaction. */
    private static final int BATCH = 50;

    /** Between two transactions of up to 50,000 events: the first run over an old trail leaves room for the rest. */
    static final Duration PAUSE = Duration.ofSeconds(1);

    private final SealRows seals;
    private final StoredEvents events;
    private final BrokenTrail broken;
    private final AuditTrail audit;
    private final KeptVaultKey key;
    private final Pool pool;
    private final DatabaseReach database;
    private final InstantSource time;
    private final Optional<Duration> kept;
    private final OneComplaint complaint = new OneComplaint("Ending old audit events");

    Retention(
            SealRows seals,
            StoredEvents events,
            BrokenTrail broken,
            AuditTrail audit,
            KeptVaultKey key,
            Pool pool,
            DatabaseReach database,
            InstantSource time,
            TrailConfiguration configuration) {
        this.seals = seals;
        this.events = events;
        this.broken = broken;
        this.audit = audit;
        this.key = key;
        this.pool = pool;
        this.database = database;
        this.time = time;
        this.kept = configuration.kept();
    }

    /** What a batch came to. */
    private record Ended(long first, long last, long events) {}

    /** Each replica's turn, the first soon after its start: of two at once, one finds nothing left to do. */
    @Scheduled(every = "1h", delayed = "5s", concurrentExecution = SKIP, skipExecutionIf = ApplicationNotRunning.class)
    Uni<Void> look() {
        return database.isAway() || kept.isEmpty() ? Uni.createFrom().voidItem() : complaint.about(end(kept.get()));
    }

    /** Ends all that is older. */
    Uni<Void> end(Duration age) {
        return Multi.createBy()
                .repeating()
                .uni(() -> endOnce(age)
                        .chain(goesOn ->
                                goesOn ? afterPause() : Uni.createFrom().item(false)))
                .whilst(goesOn -> goesOn)
                .onItem()
                .ignoreAsUni();
    }

    private static Uni<Boolean> afterPause() {
        return Uni.createFrom().item(true).onItem().delayIt().by(PAUSE);
    }

    /** Answers whether there may be more. */
    private Uni<Boolean> endOnce(Duration age) {
        VaultKey known = key.key().orElse(null);
        if (known == null) {
            return Uni.createFrom().item(false);
        }
        SealHash hash = new SealHash(known);
        // One more than is ended: the newest is not.
        return SealLine.read(seals, hash, 0)
                .chain(line -> seals.oldest(line, age, time.instant(), BATCH + 1))
                .map(oldest -> due(oldest, hash))
                .chain(due -> due.isEmpty() ? Uni.createFrom().item(false) : endDue(hash, due));
    }

    /** Those at the beginning that have been kept for long enough, and have one of the vault's behind them. */
    static List<SealRows.Bound> due(List<SealRows.Kept> oldest, SealHash hash) {
        int newest = oldest.size() - 1;
        while (newest > 0 && !SealCheck.isBound(oldest.get(newest).row(), hash)) {
            newest--;
        }
        return oldest.subList(0, Math.max(0, newest)).stream()
                .takeWhile(SealRows.Kept::due)
                .map(SealRows.Kept::row)
                .toList();
    }

    private Uni<Boolean> endDue(SealHash hash, List<SealRows.Bound> due) {
        return holding(new SealProof(seals, events, hash), due)
                .chain(holding -> holding.isEmpty()
                        ? Uni.createFrom().item(false)
                        : endVerified(hash, holding)
                                .map(ended -> ended && holding.size() == due.size() && due.size() == BATCH));
    }

    /** Those up to the first that does not hold, or follows one that does not, which is told. */
    private Uni<List<SealRows.Bound>> holding(SealProof proof, List<SealRows.Bound> due) {
        return Multi.createFrom()
                .range(0, due.size())
                .onItem()
                .transformToUniAndConcatenate(at -> proof.toEnd(at == 0 ? null : due.get(at - 1), due.get(at)))
                .onItem()
                .invoke(found -> found.ifPresent(broken::tell))
                .map(Optional::isEmpty)
                .select()
                .first(holds -> holds)
                .collect()
                .asList()
                .map(holds -> due.subList(0, holds.size()));
    }

    /** In one transaction; answers false where another replica has done it. */
    private Uni<Boolean> endVerified(SealHash hash, List<SealRows.Bound> holding) {
        return seals.newest(1)
                .chain(read -> pool.withTransaction(transaction ->
                        end(transaction, hash, holding, read.now()).chain(ended -> record(transaction, ended))))
                .map(ended -> {
                    if (ended != null) {
                        LOG.infof(
                                "audit_events_dropped first=%d last=%d events=%d",
                                ended.first(), ended.last(), ended.events());
                    }
                    return ended != null;
                });
    }

    private Uni<@Nullable Ended> end(
            SqlClient transaction, SealHash hash, List<SealRows.Bound> holding, Seal.Moment now) {
        Uni<@Nullable Ended> so = Uni.createFrom().nullItem();
        for (SealRows.Bound row : holding) {
            Seal seal = row.seal();
            EventCursor after = Objects.requireNonNull(row.before()).place();
            so = so.chain(ended -> seals.drop(transaction, seal.number(), new Seal.Dropped(now, hash.ofDrop(seal, now)))
                    .chain(first -> first
                            ? events.delete(transaction, after, seal.last()).map(deleted -> plus(ended, seal, deleted))
                            : Uni.createFrom().item(ended)));
        }
        return so;
    }

    private static Ended plus(@Nullable Ended ended, Seal seal, int deleted) {
        return ended == null
                ? new Ended(seal.number(), seal.number(), deleted)
                : new Ended(ended.first(), seal.number(), ended.events() + deleted);
    }

    private Uni<@Nullable Ended> record(SqlClient transaction, @Nullable Ended ended) {
        if (ended == null) {
            return Uni.createFrom().nullItem();
        }
        Map<String, String> details = Map.of(
                "first", Long.toString(ended.first()),
                "last", Long.toString(ended.last()),
                "events", Long.toString(ended.events()));
        return audit.record(transaction, AuditEvent.of("trail.dropped", AuditEvent.COUNTERSIGN, details))
                .replaceWith(ended);
    }
}
