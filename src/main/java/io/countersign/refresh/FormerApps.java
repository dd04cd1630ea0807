package io.countersign.refresh;

import io.countersign.connection.ConnectedUsers;
import io.countersign.connection.ConnectionId;
import io.countersign.connection.FormerApp;
import io.countersign.integration.LeftApp;
import io.countersign.refresh.gate.LeftGates;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Forgets what tokens left behind that another app issued, or that were another grant's or user's: whose they were,
 * what they were asked for, how their last renewal went, and what the gate in front of that app was closed for. What
 * stays is of the connection and of no app: its generation and uuid, its state, how often it called lately, and what a
 * disconnect answered, since an access token that is out goes on working wherever its connection moves. A
 * {@code jwt_bearer} connection can have an assertion under way although it holds no tokens: counting its generation
 * makes that one's answer stale, and its refusal is forgotten.
 */
@ApplicationScoped
class FormerApps implements FormerApp, LeftApp {
    private final LeftGates gates;

    FormerApps(LeftGates gates) {
        this.gates = gates;
    }

    @Override
    public Uni<Void> forget(SqlConnection transaction, ConnectionId id) {
        return TokenRows.forgetApp(transaction, id).chain(() -> ConnectedUsers.forget(transaction, id));
    }

    @Override
    public Uni<Void> forget(SqlConnection transaction, String integration) {
        return transaction
                .preparedQuery("""
                        UPDATE connection_token t
                        SET scopes = NULL, token_scope = NULL, last_refreshed_at = NULL, last_error = NULL,
                            import_error = NULL
                        FROM connection c
                        WHERE c.tenant = t.tenant AND c.name = t.connection AND c.integration = $1
                        """)
                .execute(Tuple.of(integration))
                .chain(() -> ConnectedUsers.forgetAll(transaction, integration))
                .chain(() -> gates.forget(transaction, integration));
    }
}
