package io.countersign.grant;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.connection.ConnectionId;
import io.countersign.problem.Problem;
import io.countersign.refresh.TokenRows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** Takes back what a consent gave. */
@ApplicationScoped
class Disconnection {
    private final Pool pool;
    private final TokenRows tokenRows;
    private final BegunConsents begun;
    private final AuditTrail audit;

    Disconnection(Pool pool, TokenRows tokenRows, BegunConsents begun, AuditTrail audit) {
        this.pool = pool;
        this.tokenRows = tokenRows;
        this.begun = begun;
        this.audit = audit;
    }

    /**
     * Destroys the connection's tokens and whatever would bring new ones: a pending grant goes, consents under way end,
     * and links that were made before lead nowhere any more. Done again it withdraws what was begun since.
     *
     * @return fails with 404 where there is no such connection
     */
    Uni<Disconnected> disconnect(String tenant, String connection, String actor) {
        return pool.withTransaction(transaction -> tokenRows
                .discard(transaction, tenant, connection)
                .chain(found -> {
                    TokenRows.Discarded discarded =
                            found.orElseThrow(() -> Problem.notFound().toException());
                    ConnectionId id = new ConnectionId(tenant, connection, discarded.uuid());
                    return finish(transaction, id, actor).replaceWith(Disconnected.until(discarded.accessExpiresAt()));
                }));
    }

    private Uni<Void> finish(SqlConnection transaction, ConnectionId id, String actor) {
        return ConsentGrants.dropPending(transaction, id)
                .chain(() -> begun.end(transaction, id))
                .chain(() -> audit.record(
                        transaction,
                        new AuditEvent("connection.disconnected", actor, id.tenant(), id.name(), Map.of())));
    }
}
