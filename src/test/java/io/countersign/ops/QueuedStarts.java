package io.countersign.ops;

import io.countersign.ops.StartedProcess.Ended;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Starts that end by themselves, some at a time: each leaves one of two processors idle, and a few wait for long. */
final class QueuedStarts implements AutoCloseable {
    private static final int AT_A_TIME = 3;

    private final Path directory;
    private final ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);

    /** @param directory for what they write */
    QueuedStarts(Path directory) {
        this.directory = directory;
    }

    /** Starts it when its turn comes; answers how it ended. */
    Future<Ended> add(List<String> command) {
        return threads.submit(() -> {
            try (StartedProcess process = StartedProcess.start(command, directory)) {
                return process.ended();
            }
        });
    }

    /** Ends what has not ended. */
    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
    }
}
