package io.countersign.importing;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.paging.Page;
import io.countersign.problem.Problem;
import io.countersign.refresh.UnsentImports;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** What can be done with bulk imports that were read. */
@ApplicationScoped
public class ImportBatches {
    private static final String SELECT = """
            SELECT b.id, b.created_at, b.stopped_at, n.*
            FROM import_batch b
            CROSS JOIN LATERAL (
              SELECT b.lines, b.active, 0::bigint AS pending, b.refused, b.invalid, 0::bigint AS waiting
              WHERE b.active IS NOT NULL
              UNION ALL
              SELECT count(*) AS lines, count(*) FILTER (WHERE l.status = 'active') AS active,
                     count(*) FILTER (WHERE l.status = 'pending') AS pending,
                     count(*) FILTER (WHERE l.status = 'refused') AS refused,
                     count(*) FILTER (WHERE l.status = 'invalid') AS invalid,
                     count(*) FILTER (WHERE l.status = 'waiting') AS waiting
              FROM import_line_state l WHERE l.batch = b.id AND b.active IS NULL
              HAVING b.active IS NULL) AS n
            WHERE b.received_at IS NOT NULL
            """;

    private final Pool pool;
    private final UnsentImports unsent;
    private final AuditTrail audit;

    ImportBatches(Pool pool, UnsentImports unsent, AuditTrail audit) {
        this.pool = pool;
        this.unsent = unsent;
        this.audit = audit;
    }

    /** Fails with 404 where there is none. */
    public Uni<ImportBatchView> get(UUID id) {
        return pool.preparedQuery(SELECT + "AND b.id = $1")
                .execute(Tuple.of(id))
                .map(rows -> views(rows, ImportBatches::viewOf))
                .map(found -> found.stream()
                        .findFirst()
                        .orElseThrow(() -> Problem.notFound().toException()));
    }

    /**
     * The newest first.
     *
     * @param after the last of the page before, or null
     */
    public Uni<Page<ImportBatchView>> list(@Nullable UUID after, int limit) {
        return pool.preparedQuery(SELECT + """
                        AND ($1::uuid IS NULL OR (b.received_at, b.id)
                            < (SELECT last.received_at, last.id FROM import_batch last WHERE last.id = $1))
                        ORDER BY b.received_at DESC, b.id DESC LIMIT $2
                        """)
                .execute(Tuple.of(after, limit + 1))
                .map(rows -> Page.of(views(rows, ImportBatches::viewOf), limit, ImportBatchView::id));
    }

    /**
     * Its lines in their order. Fails with 404 where there is no such import.
     *
     * @param status only those, or null for all
     * @param after the number of the last of the page before, or 0
     */
    public Uni<Page<ImportLineView>> lines(UUID id, @Nullable String status, int after, int limit) {
        return pool.preparedQuery("""
                        SELECT number, tenant, connection, status, reason FROM import_line_state
                        WHERE batch = $1 AND ($2::text IS NULL OR status = $2) AND number > $3
                          AND EXISTS (SELECT FROM import_batch WHERE id = $1 AND received_at IS NOT NULL)
                        ORDER BY number LIMIT $4
                        """)
                .execute(Tuple.of(id, status, after, limit + 1))
                .map(rows ->
                        Page.of(views(rows, ImportBatches::lineOf), limit, line -> Integer.toString(line.number())))
                .call(page -> page.items().isEmpty()
                        ? requireOne(id)
                        : Uni.createFrom().voidItem());
    }

    private Uni<Void> requireOne(UUID id) {
        return pool.preparedQuery("SELECT FROM import_batch WHERE id = $1 AND received_at IS NOT NULL")
                .execute(Tuple.of(id))
                .invoke(rows -> {
                    if (rows.size() == 0) {
                        throw Problem.notFound().toException();
                    }
                })
                .replaceWithVoid();
    }

    /**
     * Destroys the tokens that DocuSign has not exchanged and is not being asked to; whatever was goes on, and so does
     * what another import had begun before. Where there are none, it does nothing. Fails with 404 where there is no
     * such import.
     */
    Uni<Void> stop(UUID id, String actor) {
        return pool.withTransaction(transaction ->
                        destroyWaiting(transaction, id).chain(destroyed -> mark(transaction, id, destroyed, actor)))
                // Nothing is handed on any more. A transaction of its own: connections are held before lines.
                .chain(() -> pool.withTransaction(transaction ->
                        destroyHandedOn(transaction, id).chain(destroyed -> mark(transaction, id, destroyed, actor))))
                .chain(() -> requireOne(id));
    }

    private Uni<Void> mark(SqlConnection transaction, UUID id, int destroyed, String actor) {
        return destroyed == 0
                ? Uni.createFrom().voidItem()
                : transaction
                        .preparedQuery("UPDATE import_batch SET stopped_at = clock_timestamp() WHERE id = $1")
                        .execute(Tuple.of(id))
                        .chain(() -> audit.record(transaction, stopped(id, destroyed, actor)));
    }

    /** By the whole key: see {@code UploadedBatches.markRepeated}. */
    private static Uni<Integer> destroyWaiting(SqlConnection transaction, UUID id) {
        return transaction.preparedQuery("""
                        UPDATE import_line l SET token = NULL, status = 'refused', reason = 'discarded'
                        FROM (SELECT l.batch, l.number
                              FROM import_line l JOIN import_batch b ON b.id = l.batch AND b.received_at IS NOT NULL
                              WHERE l.batch = $1 AND l.token IS NOT NULL
                              ORDER BY l.number FOR UPDATE OF l) AS held
                        WHERE l.batch = held.batch AND l.number = held.number
                        """).execute(Tuple.of(id)).map(RowSet::rowCount);
    }

    private Uni<Integer> destroyHandedOn(SqlConnection transaction, UUID id) {
        return transaction
                .preparedQuery("""
                        SELECT i.import_id FROM import_line l JOIN imported_token i ON i.import_id = l.import_id
                        WHERE l.batch = $1 AND NOT l.joined
                        """)
                .execute(Tuple.of(id))
                .chain(rows -> unsent.discard(transaction, views(rows, row -> row.getUUID("import_id"))));
    }

    private static AuditEvent stopped(UUID id, int destroyed, String actor) {
        return AuditEvent.of(
                "imports.stopped", actor, Map.of("import", id.toString(), "destroyed", Integer.toString(destroyed)));
    }

    private static <T> List<T> views(RowSet<Row> rows, Function<Row, T> view) {
        return StreamSupport.stream(rows.spliterator(), false).map(view).toList();
    }

    private static ImportBatchView viewOf(Row row) {
        long waiting = row.getLong("waiting");
        return new ImportBatchView(
                row.getUUID("id").toString(),
                row.getOffsetDateTime("stopped_at") != null ? "stopped" : waiting > 0 ? "running" : "finished",
                row.getLong("lines"),
                row.getLong("active"),
                row.getLong("pending"),
                row.getLong("refused"),
                row.getLong("invalid"),
                waiting,
                row.getOffsetDateTime("created_at").toInstant());
    }

    private static ImportLineView lineOf(Row row) {
        return new ImportLineView(
                row.getInteger("number"),
                row.getString("tenant"),
                row.getString("connection"),
                Objects.requireNonNull(row.getString("status")),
                row.getString("reason"));
    }
}
