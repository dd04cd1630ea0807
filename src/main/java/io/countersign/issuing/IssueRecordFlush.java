package io.countersign.issuing;

import io.countersign.database.DatabaseReach;
import io.countersign.database.OneComplaint;
import io.countersign.refresh.TokenUses;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** Takes issue records to the database every second: a crash loses what was issued since. */
@ApplicationScoped
class IssueRecordFlush {
    private static final Logger LOG = Logger.getLogger(IssueRecordFlush.class);
    private static final int BATCH = 2000;
    private static final Duration LAST_FLUSH = Duration.ofSeconds(5);

    private final IssueRecords records;
    private final IssueRecordStore store;
    private final TokenUses uses;
    private final DatabaseReach database;
    private final OneComplaint writing = new OneComplaint("Writing issue records");

    IssueRecordFlush(IssueRecords records, IssueRecordStore store, TokenUses uses, DatabaseReach database) {
        this.records = records;
        this.store = store;
        this.uses = uses;
        this.database = database;
    }

    /** Off the path of any request. Records wait here while the database is away. */
    @Scheduled(
            every = "1s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    Uni<Void> everySecond() {
        // Where nothing is tried, nothing works again.
        return database.isAway() ? Uni.createFrom().voidItem() : writing.about(flush());
    }

    private Uni<Void> flush() {
        if (database.isAway()) {
            return Uni.createFrom().voidItem();
        }
        List<IssueRecord> taken = records.take(BATCH);
        if (taken.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return write(taken)
                .onFailure()
                .invoke(failure -> records.giveBack(taken))
                .chain(() -> taken.size() < BATCH ? Uni.createFrom().voidItem() : flush());
    }

    /**
     * Two statements of two owners. The use is noted first, since noting it again does no harm, and counting again
     * would: whichever of the two fails, all that was taken waits for the next second and nothing is counted twice. The
     * other way round, a use that could not be noted would be lost, and its token renewed as one that nobody uses.
     */
    private Uni<Void> write(List<IssueRecord> taken) {
        return uses.note(taken.stream().map(IssueRecord::tokenUse).toList()).chain(() -> store.write(taken));
    }

    /** Requests have ended by now, and the database's pool closes after this. */
    void last(@Observes ShutdownEvent event) {
        try {
            flush().subscribeAsCompletionStage().get(LAST_FLUSH.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.warnf("The last issue records could not be written cause=%s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
