package io.countersign.database;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Whether PostgreSQL answers. A backend that was stopped never reports an error, so every question has a deadline here.
 * Once one question found nobody, one probe at a time finds out about the next, and nobody else waits for a deadline.
 */
public final class DatabaseReach {
    private static final Logger LOG = Logger.getLogger(DatabaseReach.class);

    /** A refused connection fails at once: the next probe is so long after one that failed. */
    private static final Duration PROBE_PAUSE = Duration.ofMillis(250);

    private final Supplier<Uni<? extends Void>> question;
    private final Duration deadline;
    private final AtomicReference<@Nullable CompletableFuture<@Nullable Void>> probing = new AtomicReference<>();
    private volatile boolean away;

    /**
     * @param question the cheapest there is
     * @param deadline after which a question has no answer
     */
    public DatabaseReach(Supplier<Uni<? extends Void>> question, Duration deadline) {
        this.question = question;
        this.deadline = deadline;
    }

    /** Whether the last that was heard is that nobody answers. If so, sees to it that somebody finds out more. */
    public boolean isAway() {
        if (!away) {
            return false;
        }
        // Done where it needed no waiting.
        return !probe().isDone() || away;
    }

    /**
     * Asks, after a probe where nobody answered last. Fails within the deadline (twice that where a probe was answered
     * and the question is not), with a failure that {@link DatabaseFailure#isOutage} knows if nobody answers.
     *
     * @param query is not cancelled by whoever stops waiting for it
     */
    public <T> Uni<T> ask(Supplier<Uni<? extends T>> query) {
        return Uni.createFrom()
                .deferred(() -> away
                        ? Uni.createFrom().completionStage(() -> probe().copy()).chain(() -> bounded(query))
                        : bounded(query));
    }

    /** The probe that is under way or has just failed, else a new one. */
    private CompletableFuture<@Nullable Void> probe() {
        CompletableFuture<@Nullable Void> next = new CompletableFuture<>();
        CompletableFuture<@Nullable Void> known = probing.compareAndExchange(null, next);
        if (known != null) {
            return known;
        }
        bounded(question)
                .subscribe()
                .with(
                        answer -> {
                            probing.set(null);
                            next.complete(null);
                        },
                        failure -> {
                            next.completeExceptionally(failure);
                            afterPause(() -> probing.set(null));
                        });
        return next;
    }

    private static void afterPause(Runnable then) {
        Uni.createFrom()
                .voidItem()
                .onItem()
                .delayIt()
                .by(PROBE_PAUSE)
                .subscribe()
                .with(passed -> then.run());
    }

    private <T> Uni<T> bounded(Supplier<Uni<? extends T>> query) {
        return Uni.createFrom()
                .deferred(query)
                .ifNoItem()
                .after(deadline)
                .failWith(() -> new TimeoutException("No answer within " + deadline))
                .onItemOrFailure()
                .invoke((answer, failure) -> note(failure));
    }

    /** Any answer will do, also one that tells what is wrong with a statement. */
    private void note(@Nullable Throwable failure) {
        if (failure != null && DatabaseFailure.isOfTheEnd(failure)) {
            return;
        }
        boolean nobody = failure != null && DatabaseFailure.isOutage(failure);
        if (nobody == away) {
            return;
        }
        away = nobody;
        if (nobody) {
            LOG.warnf(
                    "The database cannot be used. Tokens issued in the last minutes are issued on, everything else is"
                            + " 503 until it is back; see docs/runbooks/postgresql-failover.md. cause=%s",
                    failure);
        } else {
            LOG.info("The database can be used again");
        }
    }
}
