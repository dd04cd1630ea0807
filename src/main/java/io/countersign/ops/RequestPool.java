package io.countersign.ops;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnectOptions;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the pool that serves requests just as Quarkus would, and remembers how it connects: only a connection beside the pool can tell a pool that
 * is stuck from a database that is away.
 */
@Singleton
public class RequestPool implements PgPoolCreator {
    private volatile @Nullable Vertx vertx;
    private volatile @Nullable PgConnectOptions options;

    @Override
    public Pool create(Input input) {
        vertx = input.vertx();
        options = input.pgConnectOptionsList().getFirst();
        return PgBuilder.pool()
                .with(input.poolOptions())
                .connectingTo(List.<SqlConnectOptions>copyOf(input.pgConnectOptionsList()))
                .using(input.vertx())
                .build();
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
