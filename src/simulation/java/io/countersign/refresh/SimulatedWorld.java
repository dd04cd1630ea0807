package io.countersign.refresh;

import io.countersign.connection.ConnectionId;
import org.jspecify.annotations.Nullable;

/** What all replicas of a run share. */
record SimulatedWorld(
        SimulatedTime time,
        SimulatedFaults faults,
        SimulatedProvider provider,
        SimulatedGates gates,
        SimulatedKeys keys,
        SimulatedWrappings wrappings,
        SimulatedRows rows,
        SimulatedImports imports,
        SimulatedDueRows due,
        SimulatedHistory history,
        RefreshTimes times) {

    /** What a lease is of: a connection, or an import. */
    @Nullable
    SimulatedRow row(ConnectionId id) {
        SimulatedRow row = rows.of(id);
        return row == null ? imports.of(id) : row;
    }
}
