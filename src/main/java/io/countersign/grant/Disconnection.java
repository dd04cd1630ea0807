package io.countersign.grant;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.connection.ConnectionId;
import io.countersign.connection.ConnectionMark;
import io.countersign.connection.Connections;
import io.countersign.problem.Problem;
import io.countersign.refresh.ImportedTokens;
import io.countersign.refresh.TokenRows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Takes back what a consent gave. */
@ApplicationScoped
class Disconnection {
    private final Pool pool;
    private final TokenRows tokenRows;
    private final ImportedTokens imported;
    private final BegunConsents begun;
    private final AuditTrail audit;

    Disconnection(Pool pool, TokenRows tokenRows, ImportedTokens imported, BegunConsents begun, AuditTrail audit) {
        this.pool = pool;
        this.tokenRows = tokenRows;
        this.imported = imported;
        this.begun = begun;
        this.audit = audit;
    }

    /**
     * How a connection stands that is to be disconnected.
     *
     * @param disconnected whether it is already
     * @param accessWorksUntil what was answered then, or null
     * @param begunSince whether there is a pending grant or an import, a token that waits for one, or a link that was
     *     made since and not used
     */
    private record Standing(
            ConnectionId id, boolean disconnected, @Nullable Instant accessWorksUntil, boolean begunSince) {

        /** Whether nothing is left to take back: then nothing changes, and the answer is the former one. */
        boolean isDone() {
            return disconnected && !begunSince;
        }
    }

    /**
     * Destroys the connection's tokens and whatever would bring new ones: a pending grant and an import go, also a
     * token that waits in a bulk import, which the row itself sees to; consents under way end, and links that were made
     * before lead nowhere any more. Done again it withdraws what was begun since; where that is nothing, nothing
     * changes. The answer is the first one's either way.
     *
     * @return fails with 404 where there is no such connection
     */
    Uni<Disconnected> disconnect(String tenant, String connection, String actor) {
        return pool.withTransaction(transaction -> Connections.lock(transaction, tenant, connection)
                .chain(() -> disconnect(transaction, tenant, connection, actor)));
    }

    /**
     * Likewise, as long as the connection is still what that mark was read of.
     *
     * @return fails with 409 where it is not
     */
    Uni<Disconnected> disconnectMarked(String tenant, String connection, String mark, String actor) {
        return pool.withTransaction(transaction -> Connections.lock(transaction, tenant, connection)
                .chain(() -> ConnectionMark.require(transaction, tenant, connection, mark))
                .chain(() -> disconnect(transaction, tenant, connection, actor)));
    }

    /** Once it is locked. */
    private Uni<Disconnected> disconnect(SqlConnection transaction, String tenant, String connection, String actor) {
        return find(transaction, tenant, connection).chain(found -> {
            Standing standing = found.orElseThrow(() -> Problem.notFound().toException());
            return standing.isDone()
                    ? Uni.createFrom().item(Disconnected.until(standing.accessWorksUntil()))
                    : end(transaction, standing.id(), actor);
        });
    }

    /**
     * In a statement after the lock: one that waited for it would show links and a grant as they were before. A link
     * counts whatever its end: a consent that was begun with it may still come back.
     */
    private static Uni<Optional<Standing>> find(SqlConnection transaction, String tenant, String connection) {
        return transaction
                .preparedQuery("""
                        SELECT t.uuid, t.state = 'disconnected' AS disconnected, t.access_works_until,
                               EXISTS (
                                   SELECT FROM pending_grant p
                                   WHERE p.tenant = t.tenant AND p.connection = t.connection)
                               OR EXISTS (
                                   SELECT FROM imported_token m
                                   WHERE m.tenant = t.tenant AND m.connection = t.connection)
                               OR EXISTS (
                                   SELECT FROM import_line n
                                   WHERE n.tenant = t.tenant AND n.connection = t.connection AND n.token IS NOT NULL)
                               OR EXISTS (
                                   SELECT FROM consent_link l
                                   WHERE l.tenant = t.tenant AND l.connection = t.connection AND l.uuid = t.uuid
                                     AND l.used_at IS NULL AND l.created_at > t.disconnected_at) AS begun_since
                        FROM connection_token t
                        WHERE t.tenant = $1 AND t.connection = $2
                        """)
                .execute(Tuple.of(tenant, connection))
                .map(rows -> standing(rows, tenant, connection));
    }

    private static Optional<Standing> standing(RowSet<Row> rows, String tenant, String connection) {
        if (rows.size() == 0) {
            return Optional.empty();
        }
        Row row = rows.iterator().next();
        UUID uuid = row.getUUID("uuid");
        OffsetDateTime until = row.getOffsetDateTime("access_works_until");
        return Optional.of(new Standing(
                new ConnectionId(tenant, connection, uuid),
                row.getBoolean("disconnected"),
                until == null ? null : until.toInstant(),
                row.getBoolean("begun_since")));
    }

    private Uni<Disconnected> end(SqlConnection transaction, ConnectionId id, String actor) {
        return tokenRows
                .discard(transaction, id)
                .call(() -> ConsentGrants.dropPending(transaction, id))
                .call(() -> imported.discard(transaction, id))
                .call(() -> begun.end(transaction, id))
                .call(() -> audit.record(
                        transaction,
                        new AuditEvent("connection.disconnected", actor, id.tenant(), id.name(), Map.of())))
                .map(until -> Disconnected.until(until.orElse(null)));
    }
}
