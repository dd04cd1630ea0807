package io.countersign.refresh;

/** What all replicas of a run share. */
record SimulatedWorld(
        SimulatedTime time,
        SimulatedFaults faults,
        SimulatedProvider provider,
        SimulatedGates gates,
        SimulatedRows rows,
        SimulatedDueRows due,
        SimulatedHistory history,
        RefreshTimes times) {}
