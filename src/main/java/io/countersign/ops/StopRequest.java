package io.countersign.ops;

import java.util.concurrent.CompletableFuture;

/** Hears, while the service starts, that the process is asked to end. */
final class StopRequest implements AutoCloseable {
    private final CompletableFuture<Void> asked = new CompletableFuture<>();
    private final Thread hook = Thread.ofPlatform().name("start-stop-request").unstarted(() -> asked.complete(null));

    private StopRequest() {}

    /** Listens until it is closed. */
    static StopRequest listen() {
        StopRequest request = new StopRequest();
        try {
            Runtime.getRuntime().addShutdownHook(request.hook);
        } catch (IllegalStateException alreadyEnding) {
            request.asked.complete(null);
        }
        return request;
    }

    /** Completes when it is asked. */
    CompletableFuture<Void> asked() {
        return asked;
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // The hook has run, or is about to: there is nothing left to remove.
        }
    }
}
