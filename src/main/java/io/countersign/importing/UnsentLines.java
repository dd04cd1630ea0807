package io.countersign.importing;

import io.countersign.connection.Connections;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The lines whose tokens were not handed to the proofs yet. */
@ApplicationScoped
class UnsentLines {
    private static final String UNREADABLE = "the stored token does not open; it is tried again";
    private static final Duration PAUSE_OF_UNREADABLE = Duration.ofHours(1);
    private static final Duration PAUSE_OF_FAILED = Duration.ofMinutes(1);

    private final Pool pool;

    UnsentLines(Pool pool) {
        this.pool = pool;
    }

    /**
     * A line whose turn it is. The transaction that read it holds it.
     *
     * @param line with its sealed token
     * @param tenantCalled the display name of a tenant that is made; null for its name
     * @param createdBy who sent it, as in the audit trail
     * @param sameApp whether the integration is the app that it was when the line was read
     */
    record Held(UUID batch, ImportLine line, @Nullable String tenantCalled, String createdBy, boolean sameApp) {}

    /**
     * The imports with a line that may have its turn now, the oldest first.
     *
     * @param ahead as in {@link #next}
     */
    Uni<List<UUID>> batches(int ahead, int most) {
        return pool.preparedQuery("""
                        SELECT b.id FROM import_batch b
                        WHERE b.received_at IS NOT NULL AND b.sent_at IS NULL AND b.stopped_at IS NULL
                          AND EXISTS (
                            WITH RECURSIVE named AS (
                              (SELECT integration FROM import_line WHERE batch = b.id AND token IS NOT NULL
                               ORDER BY integration LIMIT 1)
                              UNION ALL
                              SELECT (SELECT l.integration FROM import_line l
                                      WHERE l.batch = b.id AND l.token IS NOT NULL AND l.integration > n.integration
                                      ORDER BY l.integration LIMIT 1)
                              FROM named n WHERE n.integration IS NOT NULL)
                            SELECT FROM named n
                            WHERE EXISTS (
                                SELECT FROM import_line l
                                WHERE l.batch = b.id AND l.token IS NOT NULL AND l.integration = n.integration
                                  AND l.held_until <= (SELECT clock_timestamp()))
                              AND import_room(n.integration, $1) > 0)
                        ORDER BY b.received_at, b.id LIMIT $2
                        """)
                .execute(Tuple.of(ahead, most))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getUUID("id"))
                        .toList());
    }

    /**
     * The numbers of those whose turn it is, in their order. Of each integration only as many as its proofs, which are
     * fewer than that, leave room for: tokens shall not lie about in connections long before they are sent.
     *
     * @param ahead how many tokens of an integration may wait for their proof; ten times as many may wait for their
     *     verdict too
     */
    Uni<List<Integer>> next(UUID batch, int ahead, int most) {
        return pool.preparedQuery("""
                        WITH RECURSIVE named AS (
                          (SELECT integration FROM import_line WHERE batch = $1 AND token IS NOT NULL
                           ORDER BY integration LIMIT 1)
                          UNION ALL
                          SELECT (SELECT l.integration FROM import_line l
                                  WHERE l.batch = $1 AND l.token IS NOT NULL AND l.integration > n.integration
                                  ORDER BY l.integration LIMIT 1)
                          FROM named n WHERE n.integration IS NOT NULL)
                        SELECT l.number FROM named n
                        CROSS JOIN LATERAL (
                          SELECT l.number FROM import_line l
                          WHERE l.batch = $1 AND l.token IS NOT NULL AND l.integration = n.integration
                            AND l.held_until <= (SELECT clock_timestamp())
                          ORDER BY l.number
                          LIMIT import_room(n.integration, $2)) AS l
                        ORDER BY l.number LIMIT $3
                        """)
                .execute(Tuple.of(batch, ahead, most))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getInteger("number"))
                        .toList());
    }

    /** Nobody has to look at an import any more, if all its tokens were handed on. */
    Uni<Void> endSent() {
        return pool.preparedQuery("""
                        UPDATE import_batch b SET sent_at = clock_timestamp()
                        WHERE b.received_at IS NOT NULL AND b.sent_at IS NULL AND b.stopped_at IS NULL
                          AND NOT EXISTS (SELECT FROM import_line l WHERE l.batch = b.id AND l.token IS NOT NULL)
                        """).execute().replaceWithVoid();
    }

    /**
     * Holds the line, and before it the connection, the tenant and the integration, where they are there: whoever
     * deletes, disconnects or changes one of them holds it first, and then what it does to lines. Null where another
     * replica has it, or had it.
     */
    Uni<@Nullable Held> hold(SqlConnection transaction, UUID batch, int number) {
        return transaction.preparedQuery("""
                        SELECT tenant, connection, integration FROM import_line
                        WHERE batch = $1 AND number = $2 AND token IS NOT NULL
                        """).execute(Tuple.of(batch, number)).chain(rows -> {
            if (rows.size() == 0) {
                return Uni.createFrom().nullItem();
            }
            Row row = rows.iterator().next();
            String tenant = row.getString("tenant");
            return Connections.lock(transaction, tenant, row.getString("connection"))
                    .chain(() -> transaction
                            .preparedQuery("SELECT FROM tenant WHERE name = $1 FOR KEY SHARE")
                            .execute(Tuple.of(tenant)))
                    .chain(() -> transaction
                            .preparedQuery("SELECT FROM integration WHERE name = $1 FOR SHARE")
                            .execute(Tuple.of(row.getString("integration"))))
                    .chain(() -> read(transaction, batch, number));
        });
    }

    private static Uni<@Nullable Held> read(SqlConnection transaction, UUID batch, int number) {
        return transaction
                .preparedQuery("""
                        SELECT l.tenant, l.connection, l.integration, l.display_name, l.scopes, l.expected_account_id,
                               l.expected_email, l.obtained_at, l.token, b.created_by,
                               coalesce(l.tenant_called, l.display_name) AS tenant_called,
                               EXISTS (
                                   SELECT FROM integration i
                                   WHERE i.name = l.integration AND i.environment = l.environment
                                     AND i.integration_key = l.integration_key) AS same_app
                        FROM import_line l JOIN import_batch b ON b.id = l.batch
                        WHERE l.batch = $1 AND l.number = $2 AND l.token IS NOT NULL
                        FOR UPDATE OF l SKIP LOCKED
                        """)
                .execute(Tuple.of(batch, number))
                .map(rows -> rows.size() == 0
                        ? null
                        : held(batch, number, rows.iterator().next()));
    }

    /** Its token is the import's from now on. */
    Uni<Void> sent(SqlConnection transaction, Held held, UUID importId) {
        return transaction
                .preparedQuery("""
                        UPDATE import_line SET token = NULL, reason = NULL, import_id = $3
                        WHERE batch = $1 AND number = $2
                        """)
                .execute(Tuple.of(held.batch(), held.line().number(), importId))
                .replaceWithVoid();
    }

    /**
     * Its token was imported before, through this connection, which is not active: what came of that import comes of
     * the line too. Where the connection had tokens of it, they are of no use any more, and the line brings no others.
     */
    Uni<Void> joined(SqlConnection transaction, Held held, UUID importId) {
        return transaction
                .preparedQuery("""
                        UPDATE import_line l
                        SET token = NULL, joined = true,
                            import_id = CASE WHEN NOT had.spent THEN $3::uuid END,
                            status = CASE WHEN had.spent THEN 'refused' END,
                            reason = CASE WHEN had.spent THEN $4 END
                        FROM (SELECT EXISTS (
                                SELECT FROM import_end WHERE import_id = $3 AND outcome = 'active') AS spent) AS had
                        WHERE l.batch = $1 AND l.number = $2
                        """)
                .execute(Tuple.of(held.batch(), held.line().number(), importId, ImportAnswer.Refused.ALREADY_IMPORTED))
                .replaceWithVoid();
    }

    /** It ended without its token being sent. */
    Uni<Void> ended(SqlConnection transaction, Held held, LineEnd end) {
        return transaction
                .preparedQuery("""
                        UPDATE import_line SET token = NULL, status = $3, reason = $4 WHERE batch = $1 AND number = $2
                        """)
                .execute(Tuple.of(held.batch(), held.line().number(), end.status(), end.reason()))
                .replaceWithVoid();
    }

    /** It cannot be opened now, and may be later: nothing is destroyed. It has its next turn in an hour. */
    Uni<Void> putOff(SqlConnection transaction, Held held) {
        return putOff(transaction, held.batch(), held.line().number(), UNREADABLE, PAUSE_OF_UNREADABLE);
    }

    /** Its turn failed: it has its next one in a minute, and keeps no others from theirs. */
    Uni<Void> putOff(UUID batch, int number) {
        return putOff(pool, batch, number, null, PAUSE_OF_FAILED);
    }

    private static Uni<Void> putOff(SqlClient client, UUID batch, int number, @Nullable String reason, Duration pause) {
        return client.preparedQuery("""
                        UPDATE import_line SET reason = $3, held_until = clock_timestamp() + make_interval(secs => $4)
                        WHERE batch = $1 AND number = $2 AND token IS NOT NULL
                        """)
                .execute(Tuple.of(batch, number, reason, (double) pause.toSeconds()))
                .replaceWithVoid();
    }

    private static Held held(UUID batch, int number, Row row) {
        String[] scopes = row.getArrayOfStrings("scopes");
        OffsetDateTime obtainedAt = row.getOffsetDateTime("obtained_at");
        return new Held(
                batch,
                new ImportLine(
                        number,
                        row.getString("tenant"),
                        row.getString("connection"),
                        row.getString("integration"),
                        row.getString("display_name"),
                        scopes == null ? null : List.of(scopes),
                        row.getString("expected_account_id"),
                        row.getString("expected_email"),
                        obtainedAt == null ? null : obtainedAt.toInstant(),
                        row.getBuffer("token").getBytes(),
                        null),
                row.getString("tenant_called"),
                Objects.requireNonNull(row.getString("created_by")),
                row.getBoolean("same_app"));
    }
}
