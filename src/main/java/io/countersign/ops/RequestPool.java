package io.countersign.ops;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnectOptions;
import io.vertx.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the pool that serves requests as Quarkus would, with an end to every wait, and remembers how it connects: only
 * a connection beside the pool can tell a pool that is stuck from a database that is away.
 */
@Singleton
public class RequestPool implements PgPoolCreator {
    /** How long anybody waits for a connection of the pool. */
    private static final Duration CONNECTION_WAIT = Duration.ofSeconds(2);

    /** Vert.x would wait for a minute, and a packet that was lost in an outage is sent again ever later. */
    private static final Duration CONNECT = Duration.ofSeconds(3);

    /**
     * Far above what is served within the wait; bounds the places of those that gave up, which they keep until their
     * turn.
     */
    private static final int LONGEST_QUEUE = 5000;

    /**
     * Vert.x has every statement of more than 2048 characters parsed and planned anew, and those of each token are
     * longer.
     */
    static final int LONGEST_KEPT_STATEMENT = 3_800;

    private final Duration statementDeadline;
    private final StatementTimes times;
    private volatile @Nullable Vertx vertx;
    private volatile @Nullable PgConnectOptions options;

    RequestPool(OpsConfiguration configuration, StatementTimes times) {
        this.statementDeadline = configuration.statementDeadline();
        this.times = times;
    }

    @Override
    public Pool create(Input input) {
        vertx = input.vertx();
        List<SqlConnectOptions> servers = new ArrayList<>();
        for (PgConnectOptions server : input.pgConnectOptionsList()) {
            // The copy would forget what it is told about poolers.
            servers.add(new PgConnectOptions(server)
                    .setUseLayer7Proxy(server.getUseLayer7Proxy())
                    .setPreparedStatementCacheSqlLimit(LONGEST_KEPT_STATEMENT)
                    .setConnectTimeout((int) CONNECT.toMillis()));
        }
        options = (PgConnectOptions) servers.getFirst();
        PoolOptions pool =
                new PoolOptions(input.poolOptions()).setConnectionTimeout(0).setMaxWaitQueueSize(LONGEST_QUEUE);
        return new LendingPool(
                (VertxInternal) input.vertx(),
                PgBuilder.pool()
                        .with(pool)
                        .connectingTo(servers)
                        .withConnectHandler(this::limitSilence)
                        .using(input.vertx())
                        .build(),
                CONNECTION_WAIT);
    }

    private void limitSilence(SqlConnection connection) {
        StatementDeadline.watch(connection, statementDeadline, times);
        connection.close();
    }

    /** Opens a connection that belongs to no pool, asks something, and closes it. Fails if that cannot be done. */
    Uni<Void> askBesideThePool() {
        Vertx runningOn = vertx;
        PgConnectOptions connectingWith = options;
        if (runningOn == null || connectingWith == null) {
            return Uni.createFrom().failure(new IllegalStateException("There is no pool"));
        }
        return Uni.createFrom()
                .completionStage(() -> PgConnection.connect(runningOn, new PgConnectOptions(connectingWith))
                        .compose(connection ->
                                connection.query("select 1").execute().eventually(() -> connection.close()))
                        .toCompletionStage())
                .replaceWithVoid();
    }
}
