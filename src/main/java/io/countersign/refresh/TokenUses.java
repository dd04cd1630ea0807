package io.countersign.refresh;

import io.countersign.connection.ConnectionId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Notes which tokens are used, so that the background replaces them before they expire. */
@ApplicationScoped
public class TokenUses {
    private final Pool pool;

    TokenUses(Pool pool) {
        this.pool = pool;
    }

    /**
     * That a token was issued lately.
     *
     * @param id the connection
     * @param generation of its tokens; the use of an older one says nothing of those that are there now
     * @param earlySeconds how long before its expiry such a token is to be replaced
     */
    public record Use(ConnectionId id, long generation, double earlySeconds) {}

    /**
     * Notes uses, and makes their tokens due that long before they expire, or leaves them due earlier. One statement
     * for all, off the path of any request. A row that is locked is left out rather than waited for: a flight holds it,
     * or another replica that notes the same, and the next use after that marks it. A token is marked once an hour at
     * most, and a use that is noted twice is noted once: whoever cannot tell whether it was written writes it again.
     */
    public Uni<Void> note(List<Use> uses) {
        return pool.withConnection(connection -> connection.preparedQuery("""
                        WITH moment AS (SELECT clock_timestamp() AS now),
                        given AS (
                          SELECT u.tenant, u.connection, u.uuid, u.generation, moment.now, min(u.early) AS early
                          FROM moment, unnest($1::text[], $2::text[], $3::uuid[], $4::bigint[], $5::float8[])
                            AS u (tenant, connection, uuid, generation, early)
                          GROUP BY 1, 2, 3, 4, 5),
                        used AS (
                          SELECT t.tenant, t.connection, g.now, g.early
                          FROM connection_token t
                          JOIN given g
                            ON g.tenant = t.tenant AND g.connection = t.connection AND g.uuid = t.uuid
                                AND g.generation = t.generation
                          WHERE t.state = 'active' AND (t.used_at IS NULL OR t.used_at < g.now - interval '1 hour')
                          FOR UPDATE OF t SKIP LOCKED)
                        UPDATE connection_token t
                        SET used_at = u.now,
                            due_at = least(t.due_at, t.access_expires_at - make_interval(secs => u.early)),
                            due_since = CASE WHEN t.due_at <= u.now
                                  OR t.access_expires_at - make_interval(secs => u.early) > u.now
                                THEN t.due_since ELSE coalesce(t.due_since, u.now) END
                        FROM used u WHERE t.tenant = u.tenant AND t.connection = u.connection
                        """).execute(columns(uses)))
                .replaceWithVoid();
    }

    private static Tuple columns(List<Use> uses) {
        return Tuple.tuple()
                .addArrayOfString(uses.stream().map(use -> use.id().tenant()).toArray(String[]::new))
                .addArrayOfString(uses.stream().map(use -> use.id().name()).toArray(String[]::new))
                .addArrayOfUUID(uses.stream().map(use -> use.id().uuid()).toArray(UUID[]::new))
                .addArrayOfLong(uses.stream().map(Use::generation).toArray(Long[]::new))
                .addArrayOfDouble(uses.stream().map(Use::earlySeconds).toArray(Double[]::new));
    }
}
