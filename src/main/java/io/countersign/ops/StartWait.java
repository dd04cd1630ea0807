package io.countersign.ops;

import io.countersign.clock.MonotonicClock;
import io.countersign.keyring.KeyringConfiguration;
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
 * Waits at start for what is away and comes back by itself: a database, for {@link OpsConfiguration#waitForDatabase},
 * or the directory of the keys, for {@link KeyringConfiguration#longestWait}. A start in the minutes of an outage, a
 * failover or a slow mount goes on by itself when they are over. All steps of a start share the time.
 */
@ApplicationScoped
class StartWait {
    static final String DATABASE_PROPERTY = "countersign.ops.wait-for-database";
    static final String KEYRING_PROPERTY = "countersign.keyring.wait";

    private static final Logger LOG = Logger.getLogger(StartWait.class);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Awaited database;
    private final Awaited keyring;
    private final MonotonicClock clock;
    private final SecureRandom random;
    private final Duration pause;

    /** By the steps so far that found something away. */
    private Duration spent = Duration.ZERO;

    @Inject
    StartWait(OpsConfiguration ops, KeyringConfiguration keys, MonotonicClock clock, SecureRandom random) {
        this(ops.waitForDatabase(), keys.longestWait(), clock, random, PAUSE);
    }

    /** @param pause between two tries; up to as long again, by chance */
    StartWait(Duration database, Duration keyring, MonotonicClock clock, SecureRandom random, Duration pause) {
        this.database = new Awaited("the database", DATABASE_PROPERTY, database);
        this.keyring = new Awaited("the key directory", KEYRING_PROPERTY, keyring);
        this.clock = clock;
        this.random = random;
        this.pause = pause;
    }

    /**
     * What may be away.
     *
     * @param name as people read it
     * @param longest how long it is waited for, by that property
     */
    private record Awaited(String name, String property, Duration longest) {}

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
    List<Finding> outlastDatabase(StopRequest stop, Supplier<Attempt> step) throws StoppedException {
        return outlast(database, stop, step);
    }

    /** As {@link #outlastDatabase}, of the directory of the keys. */
    List<Finding> outlastKeyring(StopRequest stop, Supplier<Attempt> step) throws StoppedException {
        return outlast(keyring, stop, step);
    }

    private List<Finding> outlast(Awaited what, StopRequest stop, Supplier<Attempt> step) throws StoppedException {
        long began = clock.nanoTime() - spent.toNanos();
        Attempt attempt = run(stop, step);
        if (attempt instanceof Attempt.Away) {
            attempt = repeat(what, stop, step, attempt, began);
        }
        return switch (attempt) {
            case Attempt.Done done -> done.findings();
            case Attempt.Away away -> List.of(away.refusal());
        };
    }

    private Attempt repeat(Awaited what, StopRequest stop, Supplier<Attempt> step, Attempt first, long began)
            throws StoppedException {
        Attempt attempt = first;
        Duration told = spent;
        boolean waits = false;
        while (attempt instanceof Attempt.Away away) {
            Duration waited = Duration.ofNanos(clock.nanoTime() - began);
            if (waited.compareTo(what.longest()) >= 0) {
                return away;
            }
            if (!waits) {
                LOG.warnf(
                        "Countersign waits for %s %s, up to %s (%s): %s",
                        what.name(), away.place(), what.longest(), what.property(), away.reason());
                waits = true;
            } else if (waited.minus(told).compareTo(BETWEEN_LINES) >= 0) {
                LOG.warnf(
                        "Countersign still waits for %s %s, for %d of %d seconds: %s",
                        what.name(),
                        away.place(),
                        waited.toSeconds(),
                        what.longest().toSeconds(),
                        away.reason());
                told = waited;
            }
            pause(stop);
            // The last step is none that waited: a migration takes as long as it likes.
            spent = Duration.ofNanos(clock.nanoTime() - began);
            attempt = run(stop, step);
        }
        long seconds = Duration.ofNanos(clock.nanoTime() - began).toSeconds();
        LOG.infof("The wait for %s is over after %d seconds; the start goes on.", what.name(), seconds);
        return attempt;
    }

    private static Attempt run(StopRequest stop, Supplier<Attempt> step) throws StoppedException {
        CompletableFuture<Attempt> answer = new CompletableFuture<>();
        Thread.ofPlatform().name("start-step").daemon(true).start(() -> {
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
            throw new IllegalStateException("A step of the start failed", e.getCause());
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
