package io.countersign.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * A load balancer in small: asks each replica every fraction of a second whether it is ready, goes round those, and
 * tries another one where none answers.
 */
final class Balancer implements AutoCloseable {
    private static final Duration PROBE_EVERY = Duration.ofMillis(500);

    private final List<Replica> replicas;
    private final AtomicInteger turn = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile List<Replica> ready;

    Balancer(List<Replica> replicas) {
        this.replicas = replicas;
        this.ready = List.copyOf(replicas);
        Thread.ofVirtual().start(this::probe);
    }

    /**
     * Sends a request to the replica whose turn it is. A POST is repeated only where the connection was refused: then
     * nothing was sent.
     */
    Answer send(Function<Replica, Answer> request) {
        List<Replica> now = ready;
        Answer answer = request.apply(now.get(Math.floorMod(turn.getAndIncrement(), now.size())));
        return answer.wasNotSent() ? request.apply(now.get(Math.floorMod(turn.getAndIncrement(), now.size()))) : answer;
    }

    private void probe() {
        while (!closed.get()) {
            List<Replica> found = new ArrayList<>(replicas);
            found.removeIf(replica -> !replica.isReady());
            if (!found.isEmpty()) {
                ready = List.copyOf(found);
            }
            LockSupport.parkNanos(PROBE_EVERY.toNanos());
        }
    }

    @Override
    public void close() {
        closed.set(true);
    }
}
