package io.countersign.connection;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;

/**
 * How many connections there are of each kind, of those that somebody may read: for people who look at all of them at
 * once. For who may read all, the counts read indexes and no rows; for others, the rows of their tenants.
 */
@ApplicationScoped
public class ConnectionNumbers {
    private final Pool pool;

    ConnectionNumbers(Pool pool) {
        this.pool = pool;
    }

    /** A connection, and when its refresh token ends by the computation. */
    public record Ending(String tenant, String connection, Instant refreshTokenExpiresAt) {}

    /**
     * What became of renewals.
     *
     * @param renewed connections that got new tokens in the last day
     * @param failing connections whose last renewal failed, and is tried again
     */
    public record Renewals(long renewed, long failing) {}

    /**
     * How many are shown in which state; every state is there. The active ones are the rest: their own rows change with
     * each renewal, and whoever counted those would read many of them.
     */
    public Uni<Map<ConnectionState, Long>> byState(ReadableConnections readable) {
        ReadableCondition may = ReadableCondition.of(readable);
        return pool.preparedQuery("""
                        WITH others AS (
                          SELECT t.state, count(*) AS number
                          FROM connection_token t
                          WHERE t.state <> 'active' AND %s
                          GROUP BY t.state),
                        waiting AS (
                          SELECT t.state, count(*) AS number
                          FROM (SELECT p.tenant, p.connection FROM pending_grant p
                                WHERE p.expires_at > (SELECT clock_timestamp())
                                UNION
                                SELECT m.tenant, m.connection FROM imported_token m) AS w
                          JOIN connection_token t ON t.tenant = w.tenant AND t.connection = w.connection
                          WHERE t.state IN ('awaiting_consent', 'disconnected') AND %s
                          GROUP BY t.state)
                        SELECT o.state, o.number - coalesce(w.number, 0) AS number
                        FROM others o LEFT JOIN waiting w ON w.state = o.state
                        UNION ALL
                        SELECT 'awaiting_confirmation', coalesce(sum(w.number), 0)::bigint FROM waiting w
                        UNION ALL
                        SELECT 'active', count(*) - coalesce((SELECT sum(o.number) FROM others o), 0)::bigint
                        FROM connection c WHERE %s
                        """.formatted(
                                may.on("t.tenant", "t.connection"),
                                may.on("t.tenant", "t.connection"),
                                may.on("c.tenant", "c.name")))
                .execute(Tuple.of(may.tenants(), may.connections()))
                .map(ConnectionNumbers::states);
    }

    private static Map<ConnectionState, Long> states(RowSet<Row> rows) {
        Map<ConnectionState, Long> numbers = new EnumMap<>(ConnectionState.class);
        for (ConnectionState state : ConnectionState.values()) {
            numbers.put(state, 0L);
        }
        rows.forEach(row -> numbers.put(ConnectionState.named(row.getString("state")), row.getLong("number")));
        return numbers;
    }

    /** Those active ones whose refresh tokens end first by the computation. */
    public Uni<List<Ending>> endingFirst(ReadableConnections readable, int most) {
        ReadableCondition may = ReadableCondition.of(readable);
        // Who may read a few has them sorted: along the index of all ends they might stand far behind.
        String order = readable instanceof ReadableConnections.All ? "" : " + interval '0'";
        return pool.preparedQuery("""
                        SELECT t.tenant, t.connection, t.refresh_expires_at
                        FROM connection_token t
                        WHERE t.state = 'active' AND t.refresh_expires_at IS NOT NULL AND %s
                        ORDER BY t.refresh_expires_at%s LIMIT $3
                        """.formatted(may.on("t.tenant", "t.connection"), order))
                .execute(Tuple.of(may.tenants(), may.connections(), most))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Ending(
                                row.getString("tenant"),
                                row.getString("connection"),
                                Objects.requireNonNull(Connections.instant(row, "refresh_expires_at"))))
                        .toList());
    }

    /** How renewals go, by the database's clock. */
    public Uni<Renewals> renewals(ReadableConnections readable) {
        ReadableCondition may = ReadableCondition.of(readable);
        return pool.preparedQuery("""
                        SELECT (SELECT count(*) FROM connection_token t
                                WHERE t.last_refreshed_at > (SELECT clock_timestamp() - interval '1 day')
                                  AND %s) AS renewed,
                               (SELECT count(*) FROM connection_token t
                                WHERE t.due_since IS NOT NULL AND t.failures > 0 AND t.state = 'active' AND %s)
                                 AS failing
                        """.formatted(may.on("t.tenant", "t.connection"), may.on("t.tenant", "t.connection")))
                .execute(Tuple.of(may.tenants(), may.connections()))
                .map(rows -> rows.iterator().next())
                .map(row -> new Renewals(row.getLong("renewed"), row.getLong("failing")));
    }

    /**
     * How many active ones have a refresh token that ends on which day by the computation, from the beginning of the
     * first day on; a day on which none ends is not there.
     *
     * @param days how many, of 24 hours each
     */
    public Uni<Map<Instant, Long>> endingByDay(ReadableConnections readable, Instant from, int days) {
        ReadableCondition may = ReadableCondition.of(readable);
        return pool.preparedQuery("""
                        SELECT date_bin('1 day', t.refresh_expires_at, $3) AS span, count(*) AS number
                        FROM connection_token t
                        WHERE t.state = 'active' AND t.refresh_expires_at >= $3 AND t.refresh_expires_at < $4 AND %s
                        GROUP BY span
                        """.formatted(may.on("t.tenant", "t.connection")))
                .execute(between(may, from, from.plus(days, ChronoUnit.DAYS)))
                .map(ConnectionNumbers::spans);
    }

    /**
     * How many had their last renewal in which hour, from the beginning of the first hour on; one that was renewed
     * twice counts in its last hour alone. An hour of none is not there.
     */
    public Uni<Map<Instant, Long>> renewedByHour(ReadableConnections readable, Instant from, int hours) {
        ReadableCondition may = ReadableCondition.of(readable);
        return pool.preparedQuery("""
                        SELECT date_bin('1 hour', t.last_refreshed_at, $3) AS span, count(*) AS number
                        FROM connection_token t
                        WHERE t.last_refreshed_at >= $3 AND t.last_refreshed_at < $4 AND %s
                        GROUP BY span
                        """.formatted(may.on("t.tenant", "t.connection")))
                .execute(between(may, from, from.plus(hours, ChronoUnit.HOURS)))
                .map(ConnectionNumbers::spans);
    }

    private static Tuple between(ReadableCondition may, Instant from, Instant until) {
        return Tuple.of(
                may.tenants(), may.connections(), from.atOffset(ZoneOffset.UTC), until.atOffset(ZoneOffset.UTC));
    }

    private static Map<Instant, Long> spans(RowSet<Row> rows) {
        Map<Instant, Long> numbers = new HashMap<>();
        rows.forEach(row -> numbers.put(row.getOffsetDateTime("span").toInstant(), row.getLong("number")));
        return Map.copyOf(numbers);
    }
}
