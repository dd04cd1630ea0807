package io.countersign.refresh;

import io.countersign.clock.MonotonicClock;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Typed;
import java.security.SecureRandom;
import java.time.Duration;

/** This process' clock and chance. */
@ApplicationScoped
@Typed(Pulse.class)
class ProcessPulse implements Pulse {
    private final MonotonicClock clock;
    private final SecureRandom random;

    ProcessPulse(MonotonicClock clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    @Override
    public long nanoTime() {
        return clock.nanoTime();
    }

    /** Rounded up: Vert.x' timers know whole milliseconds, and refuse less than one. */
    @Override
    public Uni<Void> after(Duration duration) {
        return Uni.createFrom()
                .voidItem()
                .onItem()
                .delayIt()
                .onExecutor(Infrastructure.getDefaultWorkerPool())
                .by(Duration.ofMillis(Math.max(1, duration.plusNanos(999_999).toMillis())));
    }

    @Override
    public double chance() {
        return random.nextDouble();
    }
}
