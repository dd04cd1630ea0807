package io.countersign.ops;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.impl.future.PromiseInternal;
import io.vertx.pgclient.PgPool;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.impl.SqlClientBase;
import io.vertx.sqlclient.impl.SqlClientInternal;
import io.vertx.sqlclient.impl.command.CommandBase;
import io.vertx.sqlclient.impl.command.CommandScheduler;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * A pool that nobody waits for longer than a limit. The driver's own limit loses connections: where the wait ends while
 * a connection is on its way to whoever waited, it fails the wait, then finds nobody to hand the connection to, and
 * never lends it again. Here such a connection goes back.
 */
@SuppressWarnings({"FutureReturnValueIgnored", "deprecation"
}) // A connection goes back unattended; Quarkus demands the deprecated type.
final class LendingPool extends SqlClientBase implements PgPool {
    private final VertxInternal vertx;
    private final Pool pool;
    private final Duration limit;

    /**
     * @param pool has no limit of its own
     * @param limit how long one waits for a connection, whether for oneself or for a single statement
     */
    LendingPool(VertxInternal vertx, Pool pool, Duration limit) {
        super(((SqlClientInternal) pool).driver());
        this.vertx = vertx;
        this.pool = pool;
        this.limit = limit;
    }

    @Override
    public Future<SqlConnection> getConnection() {
        Promise<SqlConnection> waiting = promise();
        long end = vertx.setTimer(
                limit.toMillis(),
                timer -> waiting.tryFail(new TimeoutException("No connection was free within " + limit)));
        pool.getConnection().onComplete(lent -> {
            vertx.cancelTimer(end);
            if (lent.failed()) {
                waiting.tryFail(lent.cause());
            } else if (!waiting.tryComplete(lent.result())) {
                lent.result().close();
            }
        });
        return waiting.future();
    }

    @Override
    public void getConnection(Handler<AsyncResult<SqlConnection>> handler) {
        getConnection().onComplete(handler);
    }

    /** A single statement borrows as everybody does. */
    @Override
    public <R> Future<R> schedule(ContextInternal context, CommandBase<R> command) {
        return withConnection(connection -> ((CommandScheduler) connection).schedule(context, command));
    }

    @Override
    public PgPool connectHandler(Handler<SqlConnection> handler) {
        pool.connectHandler(handler);
        return this;
    }

    @Override
    public PgPool connectionProvider(Function<Context, Future<SqlConnection>> provider) {
        pool.connectionProvider(provider);
        return this;
    }

    @Override
    public int size() {
        return pool.size();
    }

    @Override
    public Future<Void> close() {
        return pool.close();
    }

    @Override
    public void close(Handler<AsyncResult<Void>> handler) {
        close().onComplete(handler);
    }

    @Override
    protected ContextInternal context() {
        return vertx.getOrCreateContext();
    }

    @Override
    protected <T> PromiseInternal<T> promise() {
        return context().promise();
    }

    @Override
    protected <T> PromiseInternal<T> promise(Handler<AsyncResult<T>> handler) {
        return context().promise(handler);
    }
}
