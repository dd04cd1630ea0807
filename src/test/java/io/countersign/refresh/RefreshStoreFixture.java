package io.countersign.refresh;

import io.countersign.connection.ConnectionId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A store with one active connection, and what a test may do to it behind the ports. */
interface RefreshStoreFixture extends IntegrationFixture {

    /** What the row says of itself. */
    record Row(
            String state,
            @Nullable String reason,
            long generation,
            boolean owned,
            boolean unsure,
            int failures,
            @Nullable String lastError,
            @Nullable Duration accessLeft) {}

    RefreshStore store();

    ConnectionId id();

    Row row();

    /**
     * What the audit trail tells of the connection's states, oldest first: the event's type, and its reason after a
     * space where it has one.
     */
    List<String> events();

    /** Ends the lease's time, or the pause that follows one. */
    void leaseTimeEnds();

    /** Makes all calls so far a good minute old. */
    void minutePasses();

    void failures(int count);

    void disconnect();

    void delete();

    /** Makes a connection of the same name and integration. */
    void create();

    /** Does what the background does when there may be new client secrets. */
    void revive();
}
