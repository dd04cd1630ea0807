package io.countersign.simulator;

import java.util.concurrent.CompletableFuture;

/** A call that waits before it is processed, until it is closed. Safe for use by several threads. */
public final class HeldCall implements AutoCloseable {
    private final FaultTarget target;
    private final CompletableFuture<Void> arrived = new CompletableFuture<>();
    private final CompletableFuture<Void> released = new CompletableFuture<>();

    HeldCall(FaultTarget target) {
        this.target = target;
    }

    /** Whether the call has come and waits, or has waited. */
    public boolean hasArrived() {
        return arrived.isDone();
    }

    /** Lets the call go on, also one that is still to come. */
    @Override
    public void close() {
        released.complete(null);
    }

    boolean isFor(FaultTarget call) {
        return target.covers(call);
    }

    void pass() {
        arrived.complete(null);
        released.join();
    }
}
