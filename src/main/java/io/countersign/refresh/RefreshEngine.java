package io.countersign.refresh;

import io.countersign.connection.ConnectionId;
import io.countersign.crypto.UnreadableSecretException;
import io.countersign.refresh.gate.Rate;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Renews connections, each at most once at a time in this process, and no more of an integration's per second than may
 * be. The flight belongs to the process, not to a caller: whoever stops waiting ends nothing but the waiting.
 */
final class RefreshEngine {
    private static final Logger LOG = Logger.getLogger(RefreshEngine.class);

    /** By connection and generation: who saw newer tokens than a flight began with does not learn from its end. */
    private final ConcurrentHashMap<Target, CompletableFuture<Renewal>> flights = new ConcurrentHashMap<>();

    private final RefreshAttempts attempts;
    private final Turns turns;
    private final Pulse pulse;
    private final RefreshSignals signals;
    private final Supplier<UUID> attemptIds;
    private volatile boolean draining;

    /** Which of an integration's turns attempts begin in. */
    @FunctionalInterface
    interface Turns {
        /** Takes one, unless it begins later than that. */
        Rate.Turn take(String integration, Duration longest);
    }

    /** @param rate the turns in which attempts begin */
    RefreshEngine(RefreshPorts ports, RefreshTimes times, Rate rate, Supplier<UUID> attemptIds) {
        this(ports, times, rate, rate::take, attemptIds);
    }

    /**
     * @param rate what calls are charged to
     * @param turns of its
     */
    RefreshEngine(RefreshPorts ports, RefreshTimes times, Rate rate, Turns turns, Supplier<UUID> attemptIds) {
        this.turns = turns;
        this.attempts = new RefreshAttempts(ports, times, rate);
        this.pulse = ports.pulse();
        this.signals = ports.signals();
        this.attemptIds = attemptIds;
    }

    /**
     * Joins the renewal that is under way, or starts one in the integration's next turn.
     *
     * @param longest how late that turn may begin; if it would be later, no turn is taken and the answer comes at once
     */
    Uni<Renewal> renew(Target target, Duration longest) {
        return fly(target, () -> {
            Rate.Turn turn = turns.take(target.integration(), longest);
            if (!turn.taken()) {
                return Uni.createFrom().item(new Renewal.NotBefore(turn.delay()));
            }
            Uni<Renewal> attempt = attempts.run(target, attemptIds.get());
            return turn.delay().isZero() ? attempt : pulse.after(turn.delay()).chain(() -> unlessDraining(attempt));
        });
    }

    /** Starts nothing any more; completes when every renewal that is under way has ended. Never fails. */
    CompletableFuture<Void> drain() {
        draining = true;
        return CompletableFuture.allOf(flights.values().toArray(CompletableFuture[]::new))
                .exceptionally(failure -> null);
    }

    private Uni<Renewal> fly(Target target, Supplier<Uni<? extends Renewal>> attempt) {
        CompletableFuture<Renewal> mine = new CompletableFuture<>();
        CompletableFuture<Renewal> flight = flights.putIfAbsent(target, mine);
        if (flight == null) {
            flight = mine;
            start(target, mine, attempt);
        }
        CompletableFuture<Renewal> joined = flight;
        // A copy each: Mutiny cancels the future behind a cancelled subscription, and that must not be the flight.
        return Uni.createFrom().completionStage(joined::copy);
    }

    private Uni<Renewal> unlessDraining(Uni<Renewal> attempt) {
        return Uni.createFrom().deferred(() -> draining ? Uni.createFrom().item(new Renewal.Elsewhere()) : attempt);
    }

    /**
     * The flight stands in the table before it is looked whether the engine drains: whoever drains either stops it here
     * or waits for it.
     */
    private void start(Target target, CompletableFuture<Renewal> flight, Supplier<Uni<? extends Renewal>> attempt) {
        unlessDraining(Uni.createFrom().deferred(attempt))
                .invoke(signals::ended)
                .onFailure()
                .invoke(failure -> brokeOff(target.id(), failure))
                .onTermination()
                .invoke(() -> flights.remove(target, flight))
                .subscribe()
                .with(flight::complete, flight::completeExceptionally);
    }

    private static void brokeOff(ConnectionId id, Throwable failure) {
        switch (failure) {
            case UnreadableSecretException damaged ->
                LOG.errorf(
                        "row_unreadable tenant=%s connection=%s: %s. It was damaged, put elsewhere or rewritten, and is"
                                + " held for ten minutes at a time. See docs/runbooks/keyring.md",
                        id.tenant(), id.name(), damaged.getMessage());
            default -> LOG.errorf(failure, "A renewal broke off tenant=%s connection=%s", id.tenant(), id.name());
        }
    }
}
