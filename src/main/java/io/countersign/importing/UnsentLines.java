package io.countersign.importing;

import io.countersign.connection.Connections;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The lines whose tokens were not handed to the proofs yet. */
@ApplicationScoped
class UnsentLines {
    private final Pool pool;

    UnsentLines(Pool pool) {
        this.pool = pool;
    }

    /**
     * A line whose turn it is. The transaction that read it holds it.
     *
     * @param line with its sealed token
     * @param createdBy who sent it, as in the audit trail
     */
    record Held(UUID batch, ImportLine line, String createdBy) {}

    /** The imports that have such lines, the oldest first. */
    Uni<List<UUID>> batches(int most) {
        return pool.preparedQuery("""
                        SELECT id FROM import_batch
                        WHERE received_at IS NOT NULL AND sent_at IS NULL AND stopped_at IS NULL
                        ORDER BY received_at, id LIMIT $1
                        """)
                .execute(Tuple.of(most))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getUUID("id"))
                        .toList());
    }

    /**
     * The numbers of those whose turn it is, in their order. Of each integration only as many as its proofs, which are
     * fewer than that, leave room for: tokens shall not lie about in connections long before they are sent.
     *
     * @param ahead how many tokens of an integration may wait for their proof
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
                          ORDER BY l.number
                          LIMIT greatest(0, $2::bigint - (SELECT count(*) FROM imported_token i
                                                          WHERE i.integration = n.integration))) AS l
                        ORDER BY l.number LIMIT $3
                        """)
                .execute(Tuple.of(batch, ahead, most))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getInteger("number"))
                        .toList());
    }

    /** Nobody has to look at the import any more, if all its tokens were handed on. */
    Uni<Void> endIfSent(UUID batch) {
        return pool.preparedQuery("""
                        UPDATE import_batch SET sent_at = clock_timestamp()
                        WHERE id = $1 AND sent_at IS NULL
                          AND NOT EXISTS (SELECT FROM import_line WHERE batch = $1 AND token IS NOT NULL)
                        """).execute(Tuple.of(batch)).replaceWithVoid();
    }

    /**
     * Holds the line, and before it the connection and the tenant, where they are there: whoever deletes or disconnects
     * them holds these first, and then ends the line. Null where another replica has it, or had it.
     */
    Uni<@Nullable Held> hold(SqlConnection transaction, UUID batch, int number) {
        return transaction
                .preparedQuery(
                        "SELECT tenant, connection FROM import_line WHERE batch = $1 AND number = $2 AND token IS NOT NULL")
                .execute(Tuple.of(batch, number))
                .chain(rows -> {
                    if (rows.size() == 0) {
                        return Uni.createFrom().nullItem();
                    }
                    Row row = rows.iterator().next();
                    String tenant = row.getString("tenant");
                    return Connections.lock(transaction, tenant, row.getString("connection"))
                            .chain(() -> transaction
                                    .preparedQuery("SELECT FROM tenant WHERE name = $1 FOR KEY SHARE")
                                    .execute(Tuple.of(tenant)))
                            .chain(() -> read(transaction, batch, number));
                });
    }

    private static Uni<@Nullable Held> read(SqlConnection transaction, UUID batch, int number) {
        return transaction
                .preparedQuery("""
                        SELECT l.tenant, l.connection, l.integration, l.display_name, l.scopes, l.expected_account_id,
                               l.expected_email, l.obtained_at, l.token, b.created_by
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
                        UPDATE import_line SET token = NULL, import_id = $3 WHERE batch = $1 AND number = $2
                        """)
                .execute(Tuple.of(held.batch(), held.line().number(), importId))
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
                Objects.requireNonNull(row.getString("created_by")));
    }
}
