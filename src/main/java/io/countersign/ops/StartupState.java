package io.countersign.ops;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicBoolean;

/** Whether the start is over. */
@ApplicationScoped
class StartupState {
    private final AtomicBoolean started = new AtomicBoolean();

    void started() {
        started.set(true);
    }

    boolean isStarted() {
        return started.get();
    }
}
