package io.countersign.consent;

import io.countersign.integration.LeftApp;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

/** Attempts that were begun for an app which their integration has left: no other app can redeem what they bring. */
@ApplicationScoped
class LeftAttempts implements LeftApp {

    /**
     * Their links stay good: they ask for whatever the connection then needs. An attempt that somebody is just taking
     * is skipped; what it brings is not stored, since the integration is compared then.
     */
    @Override
    public Uni<Void> forget(SqlConnection transaction, String integration) {
        return transaction.preparedQuery("""
                        DELETE FROM consent_attempt
                        WHERE (tenant, state_hash) IN (
                          SELECT tenant, state_hash FROM consent_attempt WHERE integration = $1
                          FOR UPDATE SKIP LOCKED)
                        """).execute(Tuple.of(integration)).replaceWithVoid();
    }
}
