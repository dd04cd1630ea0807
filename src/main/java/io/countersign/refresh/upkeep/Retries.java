package io.countersign.refresh.upkeep;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.connection.ConnectionId;
import io.countersign.connection.ConnectionState;
import io.countersign.problem.Problem;
import io.countersign.problem.ProblemType;
import io.countersign.refresh.Renewals;
import io.countersign.refresh.Target;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
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
     * token is final.
     *
     * @return fails with 404, or with 409 where there are no tokens to renew
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
                        SET forced = true, held_until = '-infinity', due_at = clock_timestamp(),
                            failures = CASE WHEN t.lease_owner IS NULL THEN 0 ELSE t.failures END,
                            lease_until = CASE WHEN t.lease_owner IS NULL AND NOT t.unsure AND t.failures > 0
                                THEN '-infinity'
                                               ELSE t.lease_until END
                        WHERE t.tenant = $1 AND t.connection = $2 AND t.state IN ('active', 'consent_required')
                        RETURNING t.uuid, t.integration, t.generation
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
                                                  AND p.expires_at > clock_timestamp()) AS pending
                        FROM connection_token t
                        WHERE t.tenant = $1 AND t.connection = $2
                        """)
                .execute(Tuple.of(tenant, connection))
                .map(rows -> {
                    if (rows.size() == 0) {
                        throw Problem.notFound().toException();
                    }
                    Row row = rows.iterator().next();
                    throw problem(
                                    tenant,
                                    connection,
                                    ConnectionState.shown(row.getString("state"), row.getBoolean("pending")))
                            .toException();
                });
    }

    private static Problem problem(String tenant, String connection, ConnectionState state) {
        String address = "/v1/tenants/%s/connections/%s".formatted(tenant, connection);
        return state == ConnectionState.AWAITING_CONFIRMATION
                ? new Problem(
                        ProblemType.AWAITING_CONFIRMATION,
                        "There is nothing to retry: somebody has consented, and nobody has confirmed yet that it was"
                                + " the right person."
                                + " Read GET %s and accept its pending.consent_id with POST %s/confirmation."
                                        .formatted(address, address),
                        List.of(),
                        Map.of("state", state.wireName()),
                        null)
                : new Problem(
                        ProblemType.CONSENT_REQUIRED,
                        "There is nothing to retry: the connection has no tokens. Make a link with POST"
                                + " %s/consent-links and send it to the person.".formatted(address),
                        List.of(),
                        Map.of("state", state.wireName(), "consent_links", address + "/consent-links"),
                        null);
    }
}
