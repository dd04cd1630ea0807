package io.countersign.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.TestDatabase;
import io.countersign.TestingWait;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Waits for the only connection of a pool. */
class RequestPoolTest {
    private static final long PATIENCE_SECONDS = 10;

    private Vertx vertx;
    private Pool pool;
    private Context first;
    private Context second;

    private record Input(Vertx vertx, PoolOptions poolOptions, List<PgConnectOptions> pgConnectOptionsList)
            implements PgPoolCreator.Input {}

    @BeforeEach
    void open() {
        Map<String, String> database = TestDatabase.configurationOf(TestDatabase.create());
        vertx = Vertx.vertx();
        first = ((VertxInternal) vertx).createEventLoopContext();
        second = ((VertxInternal) vertx).createEventLoopContext();
        PgConnectOptions server = PgConnectOptions.fromUri(database.get("quarkus.datasource.reactive.url"))
                .setUser(database.get("quarkus.datasource.username"))
                .setPassword(database.get("quarkus.datasource.password"));
        pool = new RequestPool(
                        new OpsConfiguration() {
                            @Override
                            public boolean allowPlainDatabase() {
                                return true;
                            }

                            @Override
                            public Duration statementDeadline() {
                                return Duration.ofSeconds(15);
                            }

                            @Override
                            public Duration waitForDatabase() {
                                return Duration.ZERO;
                            }
                        },
                        new StatementTimes(System::nanoTime, new SimpleMeterRegistry()))
                .create(new Input(vertx, new PoolOptions().setMaxSize(1), List.of(server)));
        TestingWait.until("the connection stands", this::isConnected);
    }

    /** Its code loaded for the first time, a pool may take longer than it waits. */
    private boolean isConnected() {
        try {
            answer(answer(on(first, pool::getConnection)).close());
            return true;
        } catch (CompletionException tooLate) {
            return false;
        }
    }

    @AfterEach
    void close() {
        answer(vertx.close());
    }

    private static <T> T answer(Future<T> asked) {
        return asked.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    private static <T> Future<T> on(Context context, Supplier<Future<T>> work) {
        Promise<T> done = Promise.promise();
        context.runOnContext(running -> work.get().onComplete(done));
        return done.future();
    }

    @Test
    void lendsAgainWhatCameTooLate() {
        // Given: a connection of one event loop, lent to another.
        SqlConnection lent = answer(on(second, pool::getConnection));

        // When: it comes back and is on its way to the next while that one's wait ends.
        CountDownLatch held = new CountDownLatch(1);
        Future<SqlConnection> waiting = on(second, pool::getConnection);
        first.runOnContext(running -> await(held));
        answer(lent.close());
        assertThatThrownBy(() -> answer(waiting)).hasMessageMatching(".*Timeout.*|.*No connection was free.*");
        held.countDown();

        // Then
        answer(answer(on(first, pool::getConnection)).close());
    }

    @Test
    void endsTheWaitOfASingleStatement() {
        // Given
        SqlConnection lent = answer(on(first, pool::getConnection));

        // When
        Future<?> waiting = on(second, () -> pool.query("SELECT 1").execute());

        // Then
        assertThatThrownBy(() -> answer(waiting)).hasMessageContaining("No connection was free within PT2S");
        answer(lent.close());
        assertThat(answer(on(second, () -> pool.query("SELECT 1").execute())).size())
                .isEqualTo(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
