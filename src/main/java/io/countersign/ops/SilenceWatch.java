package io.countersign.ops;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Ends a migration whose database hangs. A step may take as long as it likes, so no limit tells a long one from one
 * whose answer never comes: but a database that is at work also answers others.
 */
final class SilenceWatch implements AutoCloseable {
    /** Between two looks, of which a silent one takes five seconds itself. */
    static final Duration PAUSE = Duration.ofSeconds(10);

    private static final Logger LOG = Logger.getLogger(SilenceWatch.class);
    private static final int SILENT_LOOKS = 3;

    private final ScheduledExecutorService thread;
    private final ScheduledFuture<?> looking;
    private final BooleanSupplier silent;
    private final Runnable end;
    private int silentLooks;
    private boolean ended;

    private SilenceWatch(BooleanSupplier silent, Runnable end, Duration pause) {
        this.silent = silent;
        this.end = end;
        this.thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("start-silence-watch").daemon(true).factory());
        this.looking =
                thread.scheduleWithFixedDelay(this::look, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Looks until it is closed.
     *
     * @param silent asked every few seconds; may block
     * @param end run once, when it was silent several times, one after the other
     * @param pause between two looks
     */
    static SilenceWatch begin(BooleanSupplier silent, Runnable end, Duration pause) {
        return new SilenceWatch(silent, end, pause);
    }

    private void look() {
        if (ended) {
            return;
        }
        // What is thrown here would end all looks, and nobody would hear of it.
        try {
            silentLooks = silent.getAsBoolean() ? silentLooks + 1 : 0;
            if (silentLooks >= SILENT_LOOKS) {
                ended = true;
                end.run();
            }
        } catch (RuntimeException unexpected) {
            silentLooks = 0;
            LOG.warn("Whether the database is silent could not be looked at", unexpected);
        }
    }

    @Override
    public void close() {
        looking.cancel(true);
        thread.shutdownNow();
    }
}
