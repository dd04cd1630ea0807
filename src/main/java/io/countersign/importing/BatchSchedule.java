package io.countersign.importing;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import io.countersign.database.OneComplaint;
import io.countersign.refresh.RefreshConfiguration;
import io.countersign.tenant.TenantKeysets;
import io.countersign.vault.VaultKey;
import io.countersign.vault.VaultKeys;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ApplicationNotRunning;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.UUID;

/**
 * Takes the lines of bulk imports in their order and hands their tokens to the proofs, no further ahead of these than
 * five seconds of an integration's turns. Every replica does; the rows see to it that a line is taken once.
 */
@ApplicationScoped
class BatchSchedule {
    private static final int BATCHES = 20;
    private static final int LINES = 500;
    private static final int AT_ONCE = 4;
    private static final int SECONDS_AHEAD = 5;
    private static final int LEAST_AHEAD = 100;

    /** Before the database's connections are closed. */
    private static final int FIRST = 1;

    private final UnsentLines lines;
    private final LineTurn turn;
    private final VaultKeys vaultKeys;
    private final UploadedBatches uploads;
    private final EndedBatches ended;
    private final TenantKeysets keysets;
    private final boolean on;
    private final int ahead;

    private final OneComplaint sending = new OneComplaint("Taking the lines of bulk imports");
    private final OneComplaint sweeping = new OneComplaint("Removing bulk imports that broke off or are old");
    private volatile boolean stopped;

    BatchSchedule(
            UnsentLines lines,
            LineTurn turn,
            VaultKeys vaultKeys,
            UploadedBatches uploads,
            EndedBatches ended,
            TenantKeysets keysets,
            RefreshConfiguration configuration) {
        this.lines = lines;
        this.turn = turn;
        this.vaultKeys = vaultKeys;
        this.uploads = uploads;
        this.ended = ended;
        this.keysets = keysets;
        this.on = configuration.background();
        this.ahead = Math.max(LEAST_AHEAD, SECONDS_AHEAD * configuration.maxPerSecond());
    }

    void stop(@Observes @Priority(FIRST) ShutdownEvent event) {
        stopped = true;
    }

    @Scheduled(every = "1s", concurrentExecution = SKIP, skipExecutionIf = ApplicationNotRunning.class)
    Uni<Void> goOn() {
        return on && !stopped && !keysets.lacksKey()
                ? sending.about(takeLines())
                : Uni.createFrom().voidItem();
    }

    @Scheduled(every = "1h", delayed = "1m", concurrentExecution = SKIP, skipExecutionIf = ApplicationNotRunning.class)
    Uni<Void> sweep() {
        return sweeping.about(uploads.dropBroken().chain(ended::count).chain(ended::drop));
    }

    /** Some lines of each import that has any whose turn it is. One that fails lets the others have theirs. */
    Uni<Void> takeLines() {
        return lines.endSent()
                .chain(() -> lines.batches(ahead, BATCHES))
                .chain(batches -> batches.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : vaultKeys.vaultKey().chain(key -> takeLines(batches, key)));
    }

    private Uni<Void> takeLines(List<UUID> batches, VaultKey key) {
        return Multi.createFrom()
                .iterable(batches)
                .onItem()
                .transformToUni(batch -> takeLines(batch, key))
                .collectFailures()
                .concatenate()
                .collect()
                .last();
    }

    private Uni<Void> takeLines(UUID batch, VaultKey key) {
        return lines.next(batch, ahead, LINES)
                .chain(numbers -> Multi.createFrom()
                        .iterable(numbers)
                        .select()
                        .where(number -> !stopped)
                        .onItem()
                        .transformToUni(number -> take(batch, number, key))
                        .collectFailures()
                        .merge(AT_ONCE)
                        .collect()
                        .last()
                        .replaceWithVoid());
    }

    private Uni<Void> take(UUID batch, int number, VaultKey key) {
        return turn.take(batch, number, key).onFailure().call(failure -> lines.putOff(batch, number));
    }
}
