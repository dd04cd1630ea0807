package io.countersign.refresh;

/** Where a bug may be planted in one run: a port that is decorated, a statement that is overridden. As it stands there is none. */
class Mutation {
    SimulatedGates gates(SimulatedTime time) {
        return new SimulatedGates(time);
    }

    SimulatedRows rows(SimulatedRows.Surroundings surroundings) {
        return new SimulatedRows(surroundings);
    }

    RefreshStore store(RefreshStore store) {
        return store;
    }

    Upstream upstream(Upstream upstream, String process) {
        return upstream;
    }

    Pulse pulse(Pulse pulse, SimulatedReplica replica) {
        return pulse;
    }

    /** A caller of that process has lost patience. */
    void hungUp(String process) {}
}
