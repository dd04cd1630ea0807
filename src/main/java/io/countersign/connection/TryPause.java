package io.countersign.connection;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

/** What keeps a {@code jwt_bearer} connection from being tried again at once: the port of whoever keeps it. */
public interface TryPause {

    /**
     * Ends it, because something has changed that the last try did not know of. Does nothing to a connection of another
     * grant, nor to a try that is under way. Within a transaction that holds its row locked.
     */
    Uni<Void> end(SqlConnection transaction, ConnectionId id);
}
