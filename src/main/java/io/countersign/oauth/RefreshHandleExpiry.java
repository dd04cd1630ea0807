package io.countersign.oauth;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Removes handles that nobody has to see any more. They are refused from their end on. */
@ApplicationScoped
class RefreshHandleExpiry {
    private static final int AT_ONCE = 500;

    private final HandleRows rows;

    RefreshHandleExpiry(HandleRows rows) {
        this.rows = rows;
    }

    /** Every replica runs it. */
    @Scheduled(
            every = "1h",
            delayed = "3m",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    Uni<Void> run() {
        return rows.deleteLongEnded(AT_ONCE)
                .chain(deleted -> deleted < AT_ONCE ? Uni.createFrom().voidItem() : run());
    }
}
