package io.countersign.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/** Callers that ask one thing after another until they are told to stop. */
final class Load implements AutoCloseable {
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicInteger requests = new AtomicInteger();
    private final List<Thread> callers = new ArrayList<>();

    private Load() {}

    /**
     * Starts callers.
     *
     * @param callers how many
     * @param pause how long each rests between two requests
     * @param request makes the request with that number and waits for its answer
     */
    static Load of(int callers, Duration pause, IntFunction<Answer> request) {
        Load load = new Load();
        for (int i = 0; i < callers; i++) {
            load.callers.add(Thread.ofVirtual().start(() -> load.ask(pause, request)));
        }
        return load;
    }

    private void ask(Duration pause, IntFunction<Answer> request) {
        try {
            while (!stopped.get()) {
                answers.add(request.apply(requests.getAndIncrement()));
                LockSupport.parkNanos(pause.toNanos());
            }
        } catch (RuntimeException | AssertionError e) {
            failures.add(e);
        }
    }

    /** What callers got so far. */
    List<Answer> answers() {
        return List.copyOf(answers);
    }

    /** Lets every caller have its last answer; fails where one has met what is no answer, or not as described. */
    @Override
    public void close() {
        stopped.set(true);
        for (Thread caller : callers) {
            try {
                caller.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        Throwable failure = failures.peek();
        if (failure != null) {
            throw new AssertionError("A caller gave up", failure);
        }
    }

    /** The time within which so many hundredths of the answers came. */
    static Duration percentile(List<Answer> answers, int hundredths) {
        List<Duration> sorted = answers.stream().map(Answer::took).sorted().toList();
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * hundredths / 100));
    }
}
