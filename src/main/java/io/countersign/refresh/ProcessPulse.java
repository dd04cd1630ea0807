package io.countersign.refresh;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Duration;

/** This process' clock and chance. */
@ApplicationScoped
class ProcessPulse implements Pulse {
    private final SecureRandom random;

    ProcessPulse(SecureRandom random) {
        this.random = random;
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
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
