package io.countersign.refresh;

import io.smallrye.mutiny.Uni;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Renews connections, each at most once at a time in this process. The flight belongs to the process, not to a caller: whoever stops waiting ends
 * nothing but the waiting.
 */
final class RefreshEngine {
    private static final Logger LOG = Logger.getLogger(RefreshEngine.class);

    /** By connection and generation: who saw newer tokens than a flight began with does not learn from its end. */
    private final ConcurrentHashMap<Target, CompletableFuture<Renewal>> flights = new ConcurrentHashMap<>();

    private final RefreshAttempts attempts;
    private final Supplier<UUID> attemptIds;
    private final Consumer<Renewal> ended;

    /** @param ended hears how each attempt ended, once, however many asked for it; must not fail */
    RefreshEngine(RefreshAttempts attempts, Supplier<UUID> attemptIds, Consumer<Renewal> ended) {
        this.attempts = attempts;
        this.attemptIds = attemptIds;
        this.ended = ended;
    }

    /** Joins the renewal that is under way, or starts one. */
    Uni<Renewal> renew(Target target) {
        CompletableFuture<Renewal> mine = new CompletableFuture<>();
        CompletableFuture<Renewal> flight = flights.putIfAbsent(target, mine);
        if (flight == null) {
            flight = mine;
            start(target, mine);
        }
        CompletableFuture<Renewal> joined = flight;
        // A copy each: Mutiny cancels the future behind a cancelled subscription, and that must not be the flight.
        return Uni.createFrom().completionStage(joined::copy);
    }

    /** Completes when every renewal that is under way now has ended. Never fails. */
    CompletableFuture<Void> idle() {
        return CompletableFuture.allOf(flights.values().toArray(CompletableFuture[]::new))
                .exceptionally(failure -> null);
    }

    private void start(Target target, CompletableFuture<Renewal> flight) {
        attempts.run(target, attemptIds.get())
                .invoke(ended)
                .onFailure()
                .invoke(failure -> LOG.errorf(
                        failure,
                        "A renewal broke off tenant=%s connection=%s",
                        target.id().tenant(),
                        target.id().name()))
                .onTermination()
                .invoke(() -> flights.remove(target, flight))
                .subscribe()
                .with(flight::complete, flight::completeExceptionally);
    }
}
