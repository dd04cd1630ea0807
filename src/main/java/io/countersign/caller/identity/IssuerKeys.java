package io.countersign.caller.identity;

import io.countersign.clock.MonotonicClock;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.security.Key;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jose4j.jws.JsonWebSignature;

/**
 * The keys of one issuer, as it told them last. {@link KeyState} decides when it is asked; one question is under way at
 * a time, and all who need its answer wait for it. Thread-safe.
 */
final class IssuerKeys {
    /** So many wait for one answer, each with its request in memory; more are told at once that nobody knows. */
    static final int MOST_WAITING = 500;

    private final Supplier<Uni<KeySet>> fetch;
    private final AtomicInteger waiting = new AtomicInteger();
    private final MonotonicClock clock;
    private final IssuerRecords records;

    private KeyState state = KeyState.NOTHING;

    /** No memoized Uni: whoever joins one while its item comes may get that before being subscribed. */
    private CompletableFuture<KeySet> flight = new CompletableFuture<>();

    /** @param fetch asks the issuer; has to end by itself, however slowly that answers */
    IssuerKeys(Supplier<Uni<KeySet>> fetch, MonotonicClock clock, IssuerRecords records) {
        this.fetch = fetch;
        this.clock = clock;
        this.records = records;
        records.watch(this);
    }

    /** Whether there is a key for a token. */
    sealed interface Answer {

        /** This one may have signed it. */
        record Found(Key key) implements Answer {}

        /** None that the issuer names, or several. */
        record Unknown() implements Answer {}

        /**
         * The issuer does not answer.
         *
         * @param retryAfter when it may be asked again
         */
        record Unknowable(Duration retryAfter) implements Answer {}
    }

    /** @param begins whether the flight is still to be begun, by whoever decided */
    private record Decision(KeyState.Step step, Optional<Key> key, boolean begins, CompletableFuture<KeySet> flight) {}

    /** Finds the key of a token, on the context of who asks. Never fails. */
    Uni<Answer> find(JsonWebSignature token) {
        Decision decision = decide(token);
        if (decision.begins()) {
            ask(decision.flight());
        }
        return switch (decision.step()) {
            case USE, USE_AND_ASK, REFUSE -> Uni.createFrom().item(answer(decision.key()));
            case GIVE_UP -> Uni.createFrom().item(unknowable());
            case ASK -> await(decision.flight(), token, IssuerKeys::unknowable);
            case ASK_OR_USE -> await(decision.flight(), token, () -> answer(decision.key()));
        };
    }

    /** @param otherwise the answer where the issuer has none, or where too many wait for it */
    private Uni<Answer> await(CompletableFuture<KeySet> answering, JsonWebSignature token, Supplier<Answer> otherwise) {
        return Uni.createFrom().deferred(() -> {
            if (waiting.incrementAndGet() > MOST_WAITING) {
                waiting.decrementAndGet();
                return Uni.createFrom().item(otherwise.get());
            }
            return onCallersContext(Uni.createFrom()
                            .completionStage(answering::copy)
                            .map(keys -> answer(keys.find(token)))
                            .onFailure()
                            .recoverWithItem(otherwise))
                    .onTermination()
                    .invoke(waiting::decrementAndGet);
        });
    }

    /** How old the set is, in seconds; not a number before the first. */
    synchronized double ageSeconds() {
        return state.keys() == null
                ? Double.NaN
                : Duration.ofNanos(clock.nanoTime() - state.fetchedNanos()).toMillis() / 1000.0;
    }

    private synchronized Decision decide(JsonWebSignature token) {
        KeySet known = state.keys();
        Optional<Key> key = known == null ? Optional.empty() : known.find(token);
        long now = clock.nanoTime();
        KeyState.Step step = state.step(key.isPresent(), now);
        boolean asks = step.asks() && !state.flying();
        if (asks) {
            state = state.asking(now);
            flight = new CompletableFuture<>();
        }
        return new Decision(step, key, asks, flight);
    }

    /** Whoever asks may hang up; the answer is everybody's. */
    private void ask(CompletableFuture<KeySet> flight) {
        Uni.createFrom()
                .deferred(fetch::get)
                .onItem()
                .invoke(this::land)
                .onFailure()
                .invoke(this::fail)
                .subscribe()
                .with(flight::complete, flight::completeExceptionally);
    }

    private synchronized void land(KeySet keys) {
        records.fetched(state.keys(), keys);
        state = state.answered(keys, clock.nanoTime());
    }

    private synchronized void fail(Throwable failure) {
        records.failed(failure);
        state = state.unanswered(clock.nanoTime());
    }

    private static Answer answer(Optional<Key> key) {
        return key.<Answer>map(Answer.Found::new).orElseGet(Answer.Unknown::new);
    }

    private static Answer unknowable() {
        return new Answer.Unknowable(KeyState.AFTER_FAILURE);
    }

    /** The answer comes on the context of who began the question, or on a timer's thread. */
    private static <T> Uni<T> onCallersContext(Uni<T> waiting) {
        return Uni.createFrom().deferred(() -> {
            Context context = Vertx.currentContext();
            return context == null ? waiting : waiting.emitOn(task -> context.runOnContext(ignored -> task.run()));
        });
    }
}
