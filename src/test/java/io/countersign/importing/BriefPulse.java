package io.countersign.importing;

import io.countersign.refresh.Pulse;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Time that passes when the test says so. */
final class BriefPulse implements Pulse {
    private final CompletableFuture<@Nullable Void> passed = new CompletableFuture<>();
    private volatile @Nullable Duration asked;

    /** All that was waited for is over. */
    void ends() {
        passed.complete(null);
    }

    /** How long somebody would have waited. */
    Duration asked() {
        return Objects.requireNonNull(asked);
    }

    @Override
    public Uni<Void> after(Duration duration) {
        asked = duration;
        return Uni.createFrom().completionStage(passed);
    }

    @Override
    public long nanoTime() {
        throw new UnsupportedOperationException();
    }

    @Override
    public double chance() {
        throw new UnsupportedOperationException();
    }
}
