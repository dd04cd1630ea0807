package io.countersign.refresh.upkeep;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.connection.ConnectionId;
import io.countersign.connection.ConnectionState;
import io.countersign.connection.NotConnected;
import io.countersign.problem.Problem;
import io.countersign.refresh.Renewals;
import io.countersign.refresh.Target;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** An operator's wish to have a connection renewed now, whatever was concluded about it. */
@ApplicationScoped
class Retries {
    private final Pool pool;
    private final AuditTrail audit;
    private final Renewals renewals;

    Retries(Pool pool, AuditTrail audit, Renewals renewals) {
        this.pool = pool;
        this.audit = audit;
        this.renewals = renewals;
    }

    /**
     * Makes the connection due now and begins to renew it, without waiting for the end. DocuSign's next refusal of its
     * token is final. One that impersonates a known user is tried in every state: one that was disconnected waits for a
     * consent again, and that may have been given somewhere else.
     *
     * @return fails with 404, or with 409 where there is nothing to renew
     */
    Uni<Void> retry(String tenant, String connection, String actor) {
        return pool.withTransaction(transaction -> wish(transaction, tenant, connection)
                        .chain(rows -> rows.isEmpty()
                                ? nothingToRetry(transaction, tenant, connection)
                                : audit.record(
                                                transaction,
                                                new AuditEvent(
                                                        "connection.retried", actor, tenant, connection, Map.of()))
                                        .replaceWith(rows.getFirst())))
                .invoke(renewals::begin)
                .replaceWithVoid();
    }

    /** A back-off ends; a lease, the pause after one that nobody ended, and the rest after a renewal do not. */
    private static Uni<List<Target>> wish(SqlConnection transaction, String tenant, String connection) {
        return transaction
                .preparedQuery("""
                        UPDATE connection_token t
                        SET forced = true, held_until = '-infinity',
                            state = CASE t.state WHEN 'disconnected' THEN 'awaiting_consent' ELSE t.state END,
                            due_at = CASE WHEN t.grant_type = 'authorization_code' OR t.state = 'active'
                                THEN clock_timestamp() END,
                            failures = CASE WHEN t.lease_owner IS NULL THEN 0 ELSE t.failures END,
                            lease_until = CASE WHEN t.lease_owner IS NULL AND NOT t.unsure AND t.failures > 0
                                THEN '-infinity'
                                               ELSE t.lease_until END
                        FROM connection c
                        WHERE t.tenant = $1 AND t.connection = $2 AND c.tenant = t.tenant AND c.name = t.connection
                          AND CASE t.grant_type WHEN 'jwt_bearer'
                              THEN coalesce(c.user_id, t.user_sub) IS NOT NULL
                              ELSE t.state IN ('active', 'consent_required') END
                        RETURNING t.uuid, c.integration, t.generation
                        """)
                .execute(Tuple.of(tenant, connection))
                .map(rows -> {
                    if (rows.size() == 0) {
                        return List.of();
                    }
                    Row row = rows.iterator().next();
                    ConnectionId id = new ConnectionId(tenant, connection, row.getUUID("uuid"));
                    return List.of(new Target(id, row.getString("integration"), row.getLong("generation")));
                });
    }

    private static Uni<Target> nothingToRetry(SqlConnection transaction, String tenant, String connection) {
        return transaction
                .preparedQuery("""
                        SELECT t.state, EXISTS (SELECT FROM pending_grant p
                                                WHERE p.tenant = t.tenant AND p.connection = t.connection
                                                  AND p.expires_at > clock_timestamp())
                               OR EXISTS (SELECT FROM imported_token m
                                          WHERE m.tenant = t.tenant AND m.connection = t.connection) AS pending
                        FROM connection_token t
                        WHERE t.tenant = $1 AND t.connection = $2
                        """)
                .execute(Tuple.of(tenant, connection))
                .map(rows -> {
                    if (rows.size() == 0) {
                        throw Problem.notFound().toException();
                    }
                    Row row = rows.iterator().next();
                    ConnectionState state = ConnectionState.shown(row.getString("state"), row.getBoolean("pending"));
                    throw new NotConnected(tenant, connection, state, null, Duration.ZERO)
                            .problem("There is nothing to retry.", true)
                            .toException();
                });
    }
}
