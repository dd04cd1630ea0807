package io.countersign.integration;

import io.countersign.problem.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whom an integration belongs to: one tenant, which it serves alone and with which it goes, or nobody.
 *
 * <p>Whoever makes a tenant its owner holds the integration first and the tenant then. A tenant's deletion goes the
 * other way round, but takes only integrations that are its already, and those do not become its once more.
 */
final class IntegrationOwner {
    private IntegrationOwner() {}

    /**
     * Makes it this tenant's, or nobody's where the tenant is null, within a transaction that holds the integration
     * locked: so nobody gives it another connection. Fails with a problem: 422 where there is no such tenant, 409 where
     * connections stand against it.
     */
    static Uni<Void> set(SqlConnection transaction, String integration, @Nullable String tenant) {
        return (tenant == null ? Uni.createFrom().voidItem() : hold(transaction, tenant))
                .chain(() -> usage(transaction, integration, tenant))
                .invoke(usage -> usage.refusal().ifPresent(problem -> {
                    throw problem.toException();
                }))
                .chain(() -> transaction
                        .preparedQuery("UPDATE integration SET tenant = $2 WHERE name = $1")
                        .execute(Tuple.of(integration, tenant)))
                .replaceWithVoid();
    }

    private static Uni<Void> hold(SqlConnection transaction, String tenant) {
        return transaction
                .preparedQuery("SELECT FROM tenant WHERE name = $1 FOR KEY SHARE")
                .execute(Tuple.of(tenant))
                .invoke(rows -> {
                    if (rows.size() == 0) {
                        throw Problem.invalidField("tenant", "no tenant has this name: create it first, or correct it")
                                .toException();
                    }
                })
                .replaceWithVoid();
    }

    private static Uni<Usage> usage(SqlConnection transaction, String integration, @Nullable String tenant) {
        return transaction
                .preparedQuery("""
                        SELECT count(*) FILTER (WHERE c.tenant <> $2) AS of_others,
                               count(*) FILTER (WHERE c.user_id IS NOT NULL AND $2::text IS NULL) AS of_named_users
                        FROM connection c
                        WHERE c.integration = $1
                        """)
                .execute(Tuple.of(integration, tenant))
                .map(rows -> rows.iterator().next())
                .map(row -> new Usage(row.getLong("of_others"), row.getLong("of_named_users")));
    }

    /**
     * What uses the integration in a way that the new owner, or that there is none, forbids.
     *
     * @param ofOthers connections of other tenants than the new owner, the disconnected ones too: a link would lead
     *     each of them back
     * @param ofNamedUsers where there is to be no owner: connections that name the user whom they impersonate.
     *     DocuSign's consent belongs to key and user, not to a tenant: as soon as people of other tenants consent to
     *     the same key, such a connection could be one of theirs
     */
    record Usage(long ofOthers, long ofNamedUsers) {

        /** The problem that tells what to do, if there is one. */
        Optional<Problem> refusal() {
            if (ofOthers > 0) {
                return Optional.of(Problem.conflict(counted(ofOthers) + " of other tenants name this integration, or"
                        + " did so when they were disconnected. Give each of them another integration, or set up one"
                        + " beside this for the tenant, with an app of its own at DocuSign."));
            }
            return ofNamedUsers == 0
                    ? Optional.empty()
                    : Optional.of(Problem.conflict(counted(ofNamedUsers) + " of its tenant through this integration"
                            + " name a user_id, which is safe only while it serves nobody else. Disconnect each of"
                            + " them and put it without user_id, or keep the owner."));
        }

        private static String counted(long connections) {
            return connections == 1 ? "1 connection" : connections + " connections";
        }
    }
}
