package io.countersign.notice;

import io.countersign.database.Seconds;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a webhook fares, as its attempts tell: whether it fails, and whether it is left alone for a while. Statements of
 * their own, which hold no delivery: whoever deletes or puts a webhook has its row before its deliveries. What an
 * attempt tells counts for the address that it was made to.
 */
@ApplicationScoped
class WebhookHealth {
    private final Pool pool;

    WebhookHealth(Pool pool) {
        this.pool = pool;
    }

    /** Something arrived. */
    Uni<Void> works(Receiver receiver) {
        return pool.preparedQuery("""
                        UPDATE webhook SET failing_since = NULL, failed_at = NULL
                        WHERE uuid = $1 AND url = $2 AND failing_since IS NOT NULL
                        """)
                .execute(Tuple.of(receiver.uuid(), receiver.url().toString()))
                .replaceWithVoid();
    }

    /**
     * Something did not arrive. It fails since its first failure after a success; a failure that is alone for more than
     * a day and a quarter, longer than any pause, begins anew: days on which nothing was sent are not days of failing.
     *
     * @param pause how long nothing is sent to it, or null
     * @return for how long it has only failed; zero where it has another address by now
     */
    Uni<Duration> fails(Receiver receiver, @Nullable Duration pause) {
        return pool.preparedQuery("""
                        UPDATE webhook
                        SET failing_since = CASE WHEN failed_at > clock_timestamp() - interval '30 hours'
                                            THEN coalesce(failing_since, clock_timestamp())
                                            ELSE clock_timestamp() END,
                            failed_at = clock_timestamp(),
                            paused_until = CASE WHEN $3::float8 IS NULL THEN paused_until
                              ELSE greatest(paused_until, clock_timestamp() + make_interval(secs => $3::float8)) END
                        WHERE uuid = $1 AND url = $2
                        RETURNING extract(epoch FROM clock_timestamp() - failing_since)::float8 AS failing
                        """)
                .execute(Tuple.tuple()
                        .addUUID(receiver.uuid())
                        .addString(receiver.url().toString())
                        .addDouble(pause == null ? null : Seconds.of(pause)))
                .map(rows -> rows.size() == 0
                        ? Duration.ZERO
                        : Duration.ofMillis(
                                (long) (1000 * rows.iterator().next().getDouble("failing"))));
    }

    /** Nothing is sent to it for that long. */
    Uni<Void> pause(UUID webhook, Duration pause) {
        return pool.preparedQuery("""
                        UPDATE webhook
                        SET paused_until = greatest(paused_until, clock_timestamp() + make_interval(secs => $2))
                        WHERE uuid = $1
                        """)
                .execute(Tuple.of(webhook, Seconds.of(pause)))
                .replaceWithVoid();
    }
}
