package io.countersign.audit;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;

/**
 * Where events are recorded. Each way in belongs to one style of transaction; the event commits or falls with the
 * change it describes.
 */
public interface AuditTrail {

    /** Records within the current Panache transaction. Fails where there is none. */
    Uni<Void> record(AuditEvent event);

    /**
     * Records on its own, without anybody waiting, and tries again for some minutes. A failure that lasts is logged
     * with the event.
     */
    void recordSoon(AuditEvent event);

    /** Records on this connection or pool of the reactive client: within its transaction where it has one. */
    Uni<Void> record(SqlClient client, AuditEvent event);
}
