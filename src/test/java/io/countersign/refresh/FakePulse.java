package io.countersign.refresh;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Time that passes only when somebody waits or a test says so, and a chance that is always the same. */
public final class FakePulse implements Pulse {
    public final List<Duration> waits = new ArrayList<>();
    private long nanos = Long.MAX_VALUE - 1;
    private Runnable during = () -> {};

    /** Happens whenever somebody waits. */
    public void during(Runnable event) {
        during = event;
    }

    /** Lets time pass. The clock may overflow on the way, as {@link System#nanoTime} may. */
    public void pass(Duration duration) {
        nanos += duration.toNanos();
    }

    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    public Uni<Void> after(Duration duration) {
        return Uni.createFrom().voidItem().invoke(() -> {
            waits.add(duration);
            pass(duration);
            during.run();
        });
    }

    @Override
    public double chance() {
        return 0.5;
    }
}
