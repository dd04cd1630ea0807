package io.countersign.audit;

import io.vertx.mutiny.sqlclient.Pool;

/** The events of a database without an application. */
public final class TestingEvents {
    private TestingEvents() {}

    /** As they stand in their rows. */
    public static StoredEvents on(Pool pool) {
        return new StoredEvents(pool);
    }

    /** Where events are recorded. */
    public static AuditTrail trail(Pool pool) {
        return new DatabaseAuditTrail(pool);
    }
}
