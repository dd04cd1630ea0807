package io.countersign.ops;

import io.countersign.clock.MonotonicClock;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Waits at start for a database that is away, for {@link OpsConfiguration#waitForDatabase}: a start in the minutes of
 * an outage or a failover goes on by itself when they are over. All steps of a start share that time.
 */
@ApplicationScoped
class DatabaseWait {
    static final String PROPERTY = "countersign.ops.wait-for-database";

    private static final Logger LOG = Logger.getLogger(DatabaseWait.class);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Duration longest;
    private final MonotonicClock clock;
    private final SecureRandom random;
    private final Duration pause;

    /** By the steps so far that found it away. */
    private Duration spent = Duration.ZERO;

    @Inject
    DatabaseWait(OpsConfiguration ops, MonotonicClock clock, SecureRandom random) {
        this(ops, clock, random, PAUSE);
    }

    /** @param pause between two tries; up to as long again, by chance */
    DatabaseWait(OpsConfiguration ops, MonotonicClock clock, SecureRandom random, Duration pause) {
        this.longest = ops.waitForDatabase();
        this.clock = clock;
        this.random = random;
        this.pause = pause;
    }

    /** The process was asked to end meanwhile. */
    static final class StoppedException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /**
     * Asks until the database is not away any more, or until this and the steps before have waited as long as a start
     * may. Blocks; a step runs on a thread of its own, and who stops waits for none. For one thread, step by step.
     *
     * @param step may block, and is repeated
     * @return the findings of the last step
     * @throws StoppedException as soon as the process is asked to end
     */
    List<Finding> outlast(StopRequest stop, Supplier<Attempt> step) throws StoppedException {
        long began = clock.nanoTime() - spent.toNanos();
        Attempt attempt = run(stop, step);
        if (attempt instanceof Attempt.Away) {
            attempt = repeat(stop, step, attempt, began);
        }
        return switch (attempt) {
            case Attempt.Done done -> done.findings();
            case Attempt.Away away -> List.of(away.refusal());
        };
    }

    private Attempt repeat(StopRequest stop, Supplier<Attempt> step, Attempt first, long began)
            throws StoppedException {
        Attempt attempt = first;
        Duration told = spent;
        boolean waits = false;
        while (attempt instanceof Attempt.Away away) {
            Duration waited = Duration.ofNanos(clock.nanoTime() - began);
            if (waited.compareTo(longest) >= 0) {
                return away;
            }
            if (!waits) {
                LOG.warnf(
                        "Countersign waits for the database %s, up to %s (%s): %s",
                        away.place(), longest, PROPERTY, away.reason());
                waits = true;
            } else if (waited.minus(told).compareTo(BETWEEN_LINES) >= 0) {
                LOG.warnf(
                        "Countersign still waits for the database %s, for %d of %d seconds: %s",
                        away.place(), waited.toSeconds(), longest.toSeconds(), away.reason());
                told = waited;
            }
            pause(stop);
            // The last step is none that waited: a migration takes as long as it likes.
            spent = Duration.ofNanos(clock.nanoTime() - began);
            attempt = run(stop, step);
        }
        long seconds = Duration.ofNanos(clock.nanoTime() - began).toSeconds();
        LOG.infof("The database answers after %d seconds; the start goes on.", seconds);
        return attempt;
    }

    private static Attempt run(StopRequest stop, Supplier<Attempt> step) throws StoppedException {
        CompletableFuture<Attempt> answer = new CompletableFuture<>();
        Thread.ofPlatform().name("start-database").daemon(true).start(() -> {
            try {
                answer.complete(step.get());
            } catch (Throwable unexpected) {
                answer.completeExceptionally(unexpected);
            }
        });
        try {
            CompletableFuture.anyOf(answer, stop.asked()).get();
            if (stop.asked().isDone()) {
                throw new StoppedException();
            }
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppedException();
        } catch (ExecutionException e) {
            throw new IllegalStateException("The database could not be asked", e.getCause());
        }
    }

    private void pause(StopRequest stop) throws StoppedException {
        try {
            stop.asked().get(pause.toMillis() + random.nextLong(pause.toMillis()), TimeUnit.MILLISECONDS);
            throw new StoppedException();
        } catch (TimeoutException over) {
            // Nobody asked: the next try.
        } catch (InterruptedException | ExecutionException e) {
            throw new StoppedException();
        }
    }
}
