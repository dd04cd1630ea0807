package io.countersign.connection;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

/** What a connection remembers of the app that its tokens came through: the port of whoever keeps it. */
public interface FormerApp {

    /**
     * Forgets it, because the connection belongs to another integration now, or gets its tokens by another grant or of
     * another user. Before the settings are replaced. Within a transaction that holds its row
     * locked; it has neither tokens nor a pending grant.
     */
    Uni<Void> forget(SqlConnection transaction, ConnectionId id);
}
