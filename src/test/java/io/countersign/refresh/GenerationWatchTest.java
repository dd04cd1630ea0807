package io.countersign.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.connection.ConnectionId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A token is issued and leased in the same instant, and both see that the database went back. Marking the row takes as
 * long as it takes.
 */
class GenerationWatchTest {
    private static final int ROUNDS = 10_000;

    private final AtomicLong nanos = new AtomicLong();
    private final GenerationWatch watch =
            new GenerationWatch(new EndlessPool(), new NoTrail(), new SimpleMeterRegistry(), nanos::incrementAndGet);

    private final ExecutorService issuer = Executors.newSingleThreadExecutor();
    private final Logger complaints = Logger.getLogger(GenerationWatch.class.getName());
    private final @Nullable Level level = complaints.getLevel();

    /** There is one for each round. And two threads at once are too many for what Mutiny does the first time. */
    @BeforeEach
    void hush() {
        complaints.setLevel(Level.OFF);
        watch.leased(new ConnectionId("acme", "other", UUID.randomUUID()), 1, 0)
                .await()
                .atMost(Duration.ofSeconds(10));
    }

    @AfterEach
    void restore() {
        complaints.setLevel(level);
        issuer.shutdownNow();
    }

    @Test
    void noLeaseIsSureWhileAnotherMarksTheRow() throws Exception {
        CyclicBarrier start = new CyclicBarrier(2);
        for (int i = 0; i < ROUNDS; i++) {
            ConnectionId id = new ConnectionId("acme", "default", UUID.randomUUID());
            watch.stored(id, 8);
            long asked = nanos.incrementAndGet();
            CompletableFuture<Void> issuing = CompletableFuture.runAsync(
                    () -> {
                        meet(start);
                        watch.read(id, 7, asked);
                    },
                    issuer);
            meet(start);
            CompletableFuture<Boolean> inDoubt =
                    watch.leased(id, 7, asked).subscribeAsCompletionStage().toCompletableFuture();
            issuing.get(10, TimeUnit.SECONDS);

            assertThat(inDoubt.getNow(true)).as("round %d", i).isTrue();
        }
    }

    private static void meet(CyclicBarrier start) {
        try {
            start.await(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Never comes to the end of a transaction. */
    private static final class EndlessPool extends Pool {
        EndlessPool() {
            super((io.vertx.sqlclient.Pool) null);
        }

        @Override
        public <T> Uni<T> withTransaction(Function<SqlConnection, Uni<T>> work) {
            return Uni.createFrom().nothing();
        }
    }

    /** Nothing is ever marked, so nothing is recorded. */
    private static final class NoTrail implements AuditTrail {
        @Override
        public Uni<Void> record(AuditEvent event) {
            return Uni.createFrom().nothing();
        }

        @Override
        public void recordSoon(AuditEvent event) {}

        @Override
        public Uni<Void> record(SqlClient client, AuditEvent event) {
            return Uni.createFrom().nothing();
        }
    }
}
