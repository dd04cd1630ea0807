package io.countersign.ops;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/**
 * Proves at start that the pool that serves requests reaches the database that was migrated, and no copy or namesake of
 * it: JDBC takes an advisory lock under a random number, and who asks through the pool must see it held. That needs no
 * privilege, writes nothing, and a standby or another server does not have it.
 */
@ApplicationScoped
class PoolOnDatabase {
    private static final Logger LOG = Logger.getLogger(PoolOnDatabase.class);

    /** With a second or two between them: more than a cold pool takes. */
    private static final int TRIES = 10;

    private static final int PAUSE_MILLIS = 1000;
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(5);

    private final Pool pool;
    private final Config configuration;
    private final SecureRandom random;

    PoolOnDatabase(Pool pool, Config configuration, SecureRandom random) {
        this.pool = pool;
        this.configuration = configuration;
        this.random = random;
    }

    /**
     * Blocks until the pool has answered, and tries ten times where a failure may pass: half a minute at most if every
     * try fails at once. What JDBC reaches and the pool does not is most likely configured wrongly, so only what
     * PostgreSQL itself calls passing is {@link Attempt.Away} after that. Between two tries it holds no lock and no
     * transaction: replicas that start together through a small pooler wait for each other's connections.
     *
     * @param migrated a connection to the migrated database, not in a transaction
     * @return a finding says why the service must not start
     * @throws SQLException if that connection breaks
     */
    Attempt ask(Connection migrated) throws SQLException {
        for (int tries = TRIES; ; tries--) {
            switch (askWhileLocked(migrated)) {
                case PoolAnswer.Migrated same -> {
                    return new Attempt.Done(List.of());
                }
                case PoolAnswer.Elsewhere elsewhere -> {
                    return Attempt.Done.of(elsewhere.finding(configuration));
                }
                case PoolAnswer.Failed failed -> {
                    if (failed.lasts() || tries == 1) {
                        return failed.attempt(configuration);
                    }
                    if (tries == TRIES) {
                        LOG.warnf("%s It is tried again.", failed.finding(configuration));
                    }
                    pause();
                }
            }
        }
    }

    private PoolAnswer askWhileLocked(Connection migrated) throws SQLException {
        long mark = random.nextLong();
        migrated.setAutoCommit(false);
        try {
            lock(migrated, mark);
            return answer(mark).await().indefinitely();
        } finally {
            // Of a broken one this would fail, and hide why it broke.
            if (!migrated.isClosed()) {
                migrated.rollback();
                migrated.setAutoCommit(true);
            }
        }
    }

    private void pause() {
        Duration pause = Duration.ofMillis(PAUSE_MILLIS + random.nextInt(PAUSE_MILLIS));
        Uni.createFrom().voidItem().onItem().delayIt().by(pause).await().indefinitely();
    }

    private static void lock(Connection migrated, long mark) throws SQLException {
        try (PreparedStatement statement = migrated.prepareStatement("select pg_advisory_xact_lock(?)")) {
            statement.setLong(1, mark);
            statement.execute();
        }
    }

    private Uni<PoolAnswer> answer(long mark) {
        return Uni.createFrom()
                .deferred(() -> pool.preparedQuery("""
                    SELECT EXISTS (
                      SELECT FROM pg_locks l
                      JOIN pg_database d ON d.oid = l.database
                      WHERE d.datname = current_database() AND l.locktype = 'advisory'
                          AND l.objsubid = 1 AND l.granted
                        AND l.classid::int8 = ($1::int8 >> 32) & 4294967295
                            AND l.objid::int8 = $1::int8 & 4294967295)
                    """).execute(Tuple.of(mark)))
                .ifNoItem()
                .after(LONGEST_ANSWER)
                .fail()
                .onItemOrFailure()
                .transform((rows, failure) -> {
                    if (failure != null) {
                        return new PoolAnswer.Failed(failure);
                    }
                    return rows.iterator().next().getBoolean(0)
                            ? new PoolAnswer.Migrated()
                            : new PoolAnswer.Elsewhere();
                });
    }
}
