package io.countersign.grant;

import io.countersign.connection.ConnectionId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

/** Consents that somebody has begun and nobody has finished: the port of whoever owns them. */
public interface BegunConsents {

    /** Ends those of the connection, within that transaction. Waits for no lock. */
    Uni<Void> end(SqlConnection transaction, ConnectionId id);
}
