package io.countersign.ops;

import io.countersign.clock.MonotonicClock;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks the database what any request would ask, and remembers since when it has had no answer. */
@ApplicationScoped
class DatabaseProbe {
    /** Below the timeouts of the probes in k8s/base, twice over. */
    static final Duration PATIENCE = Duration.ofMillis(900);

    private final Supplier<Uni<?>> pool;
    private final Supplier<Uni<Void>> beside;
    private final MonotonicClock clock;
    private @Nullable Long silentSince;

    @Inject
    DatabaseProbe(Pool pool, RequestPool requestPool, MonotonicClock clock) {
        this(() -> pool.query("select 1").execute(), requestPool::askBesideThePool, clock);
    }

    /**
     * For tests.
     *
     * @param pool asks through the pool of the requests
     * @param beside asks on a connection of its own
     */
    DatabaseProbe(Supplier<Uni<?>> pool, Supplier<Uni<Void>> beside, MonotonicClock clock) {
        this.pool = pool;
        this.beside = beside;
        this.clock = clock;
    }

    /**
     * How long the pool has served nobody, as far as was asked: zero if it just did. Answers within {@link #PATIENCE};
     * never fails.
     */
    Uni<Duration> silence() {
        return answers(pool).map(this::silence);
    }

    /** Whether a connection that belongs to no pool is served. Answers within {@link #PATIENCE}; never fails. */
    Uni<Boolean> servesBesideThePool() {
        return answers(beside::get);
    }

    private synchronized Duration silence(boolean answered) {
        if (answered) {
            silentSince = null;
            return Duration.ZERO;
        }
        long now = clock.nanoTime();
        if (silentSince == null) {
            silentSince = now;
        }
        // A first failure counts, too, however short.
        return Duration.ofNanos(Math.max(1, now - silentSince));
    }

    /**
     * Giving up waits no longer, but cancels nothing: a query that is cancelled while it waits for a connection could
     * lose that connection.
     */
    private static Uni<Boolean> answers(Supplier<Uni<?>> question) {
        return Uni.createFrom()
                .<Object>deferred(() -> question.get().map(answer -> (Object) Boolean.TRUE))
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .onItemOrFailure()
                .transform((answer, failure) -> failure == null);
    }
}
