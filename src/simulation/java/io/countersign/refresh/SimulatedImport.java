package io.countersign.refresh;

import io.countersign.connection.ConnectionId;

/** A row of {@code imported_token}, with a lease as a connection's row has one; the uuid of its id is the import's. */
final class SimulatedImport extends SimulatedRow {
    final ConnectionId connection;

    /** The token as it was brought. Nothing is hashed here: it stands for its keyed hash as well. */
    final String given;

    final long begunAt;

    SimulatedImport(ConnectionId id, SimulatedRow connection, String given, long begunAt) {
        super(id, connection.integration, connection.extended);
        this.connection = connection.id;
        this.given = given;
        this.begunAt = begunAt;
        this.refreshToken = given;
        become(State.ACTIVE, null);
    }
}
