package io.countersign.trail;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import io.countersign.database.DatabaseReach;
import io.countersign.database.OneComplaint;
import io.countersign.vault.KeptVaultKey;
import io.countersign.vault.VaultKey;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ApplicationNotRunning;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/**
 * Looks again at the seals that this replica has told of: whoever mends one, or takes away a row that was none, need
 * not ask each replica to verify it. Asks nothing where all is well.
 */
@ApplicationScoped
class BrokenWatch {
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final Verification verification;
    private final BrokenTrail broken;
    private final KeptVaultKey key;
    private final DatabaseReach database;
    private final OneComplaint complaint = new OneComplaint("Looking again at seals that did not hold");

    BrokenWatch(Verification verification, BrokenTrail broken, KeptVaultKey key, DatabaseReach database) {
        this.verification = verification;
        this.broken = broken;
        this.key = key;
        this.database = database;
    }

    @Scheduled(every = "1m", concurrentExecution = SKIP, skipExecutionIf = ApplicationNotRunning.class)
    Uni<Void> look() {
        return database.isAway() || broken.known().isEmpty() ? Uni.createFrom().voidItem() : complaint.about(again());
    }

    private Uni<Void> again() {
        return key.keyOrRead()
                .chain(known -> Multi.createFrom()
                        .iterable(broken.known())
                        .onItem()
                        .transformToUniAndConcatenate(number -> again(known, number))
                        .collect()
                        .last());
    }

    /** It holds, or nothing is there any more that would have to. */
    private Uni<Void> again(VaultKey vaultKey, long number) {
        return verification
                .some(vaultKey, number - 1, 1, LONGEST)
                .invoke(verified -> {
                    if (verified.broken() == null) {
                        broken.forgetMended(number);
                    }
                })
                .replaceWithVoid();
    }
}
