package io.countersign.importing;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of an upload while it is read. Nobody sees them, and nothing comes of them, before it is there whole. */
@ApplicationScoped
class UploadedBatches {
    private static final String NAMED_TWICE = "names the same connection as line ";

    private final Pool pool;
    private final AuditTrail audit;

    UploadedBatches(Pool pool, AuditTrail audit) {
        this.pool = pool;
        this.audit = audit;
    }

    /** An upload begins. */
    Uni<Void> begin(UUID batch, String actor) {
        return pool.preparedQuery("INSERT INTO import_batch (id, created_by) VALUES ($1, $2)")
                .execute(Tuple.of(batch, actor))
                .replaceWithVoid();
    }

    /**
     * Stores lines of it, those of a later time than the database's as invalid. Fails where it was taken for broken
     * off.
     */
    Uni<Void> add(UUID batch, List<ImportLine> lines) {
        return pool.withTransaction(transaction -> transaction
                .preparedQuery("""
                        UPDATE import_batch SET touched_at = clock_timestamp() WHERE id = $1 AND received_at IS NULL
                        """)
                .execute(Tuple.of(batch))
                .chain(() -> transaction
                        .preparedQuery("""
                                INSERT INTO import_line (batch, number, tenant, connection, integration, display_name,
                                    scopes, expected_account_id, expected_email, obtained_at, token, reason, status,
                                    environment, integration_key)
                                SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10,
                                    CASE WHEN NOT l.later THEN $11::bytea END,
                                    CASE WHEN l.later THEN $13 ELSE $12 END,
                                    CASE WHEN l.later OR $11::bytea IS NULL THEN 'invalid' END,
                                    i.environment, i.integration_key
                                FROM (SELECT $5::text AS name,
                                             coalesce($10::timestamptz > clock_timestamp() + interval '1 minute', false)
                                                 AS later) AS l
                                LEFT JOIN integration i ON i.name = l.name
                                """)
                        .executeBatch(
                                lines.stream().map(line -> tuple(batch, line)).toList()))
                .replaceWithVoid());
    }

    /**
     * It is there whole: a connection that stands in several lines counts in the first of them alone, and a tenant is
     * called what the first of its lines that says so calls it, whichever of them makes it.
     */
    Uni<UploadedImportView> finish(UUID batch, String actor) {
        return pool.withTransaction(transaction -> markRepeated(transaction, batch)
                .chain(() -> nameTenants(transaction, batch))
                .chain(() -> transaction.preparedQuery("""
                                UPDATE import_batch b SET received_at = clock_timestamp()
                                FROM (SELECT count(*) AS lines, count(*) FILTER (WHERE status = 'invalid') AS invalid
                                      FROM import_line WHERE batch = $1) AS l
                                WHERE b.id = $1 AND b.received_at IS NULL
                                RETURNING l.lines, l.invalid
                                """).execute(Tuple.of(batch)))
                .map(rows -> view(batch, rows.iterator().next()))
                .call(view -> audit.record(transaction, received(view, actor))));
    }

    /** It broke off: nothing is left of it. */
    Uni<Void> drop(UUID batch) {
        return pool.preparedQuery("DELETE FROM import_batch WHERE id = $1 AND received_at IS NULL")
                .execute(Tuple.of(batch))
                .replaceWithVoid();
    }

    /** What replicas that died had begun to read. */
    Uni<Void> dropBroken() {
        return pool.preparedQuery("""
                        DELETE FROM import_batch
                        WHERE received_at IS NULL AND touched_at < clock_timestamp() - interval '1 hour'
                        """).execute().replaceWithVoid();
    }

    /**
     * What this and the next statement read is joined by the whole key. By the number alone, a plan for imports as
     * small as those before would go through all lines again for each of them, of which there may be 100,000.
     */
    private static Uni<Void> markRepeated(SqlConnection transaction, UUID batch) {
        return transaction
                .preparedQuery("""
                        UPDATE import_line l SET status = 'invalid', reason = $2 || named.first, token = NULL
                        FROM (SELECT batch, number,
                                     first_value(number) OVER (PARTITION BY tenant, connection ORDER BY number) AS first
                              FROM import_line WHERE batch = $1 AND token IS NOT NULL) AS named
                        WHERE l.batch = named.batch AND l.number = named.number AND named.number > named.first
                        """)
                .execute(Tuple.of(batch, NAMED_TWICE))
                .replaceWithVoid();
    }

    private static Uni<Void> nameTenants(SqlConnection transaction, UUID batch) {
        return transaction.preparedQuery("""
                        UPDATE import_line l SET tenant_called = named.called
                        FROM (SELECT batch, number, display_name,
                                     first_value(display_name) OVER (
                                         PARTITION BY tenant ORDER BY display_name IS NULL, number) AS called
                              FROM import_line WHERE batch = $1 AND token IS NOT NULL) AS named
                        WHERE l.batch = named.batch AND l.number = named.number
                          AND named.display_name IS DISTINCT FROM named.called
                        """).execute(Tuple.of(batch)).replaceWithVoid();
    }

    private static UploadedImportView view(UUID batch, Row row) {
        return new UploadedImportView(batch.toString(), row.getLong("lines"), row.getLong("invalid"));
    }

    private static AuditEvent received(UploadedImportView view, String actor) {
        return AuditEvent.of(
                "imports.received",
                actor,
                Map.of(
                        "import", view.id(),
                        "lines", Long.toString(view.lines()),
                        "invalid", Long.toString(view.invalid())));
    }

    private static Tuple tuple(UUID batch, ImportLine line) {
        List<String> scopes = line.scopes();
        return Tuple.tuple()
                .addUUID(batch)
                .addInteger(line.number())
                .addString(line.tenant())
                .addString(line.connection())
                .addString(line.integration())
                .addString(line.displayName())
                .addArrayOfString(scopes == null ? null : scopes.toArray(String[]::new))
                .addString(line.expectedAccountId())
                .addString(line.expectedEmail())
                .addOffsetDateTime(utc(line.obtainedAt()))
                .addValue(buffer(line.token()))
                .addString(line.reason())
                .addString(LineEnd.OBTAINED_LATER.reason());
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }

    private static @Nullable Buffer buffer(byte @Nullable [] bytes) {
        return bytes == null ? null : Buffer.buffer(bytes);
    }
}
