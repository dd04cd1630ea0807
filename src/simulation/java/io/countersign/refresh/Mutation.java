package io.countersign.refresh;

import io.countersign.crypto.Keyset;
import io.countersign.refresh.upkeep.DueQueue;
import java.util.concurrent.CompletableFuture;

/**
 * Where a bug may be planted in one run: a port that is decorated, a statement that is overridden. As it stands there
 * is none.
 */
class Mutation {
    SimulatedGates gates(SimulatedTime time) {
        return new SimulatedGates(time);
    }

    SimulatedKeys keys(SimulatedTime time, Keyset keyset) {
        return new SimulatedKeys(time, keyset);
    }

    SimulatedWrappings wrappings(SimulatedTime time, SimulatedKeys keys) {
        return new SimulatedWrappings(time, keys);
    }

    SimulatedRows rows(SimulatedRows.Surroundings surroundings) {
        return new SimulatedRows(surroundings);
    }

    SimulatedImports imports(SimulatedRows.Surroundings surroundings, SimulatedRows connections) {
        return new SimulatedImports(surroundings, connections);
    }

    /** Of imports. */
    RefreshStore proofs(RefreshStore store, SimulatedUpstream upstream) {
        return store;
    }

    DueQueue queue(DueQueue queue) {
        return queue;
    }

    RefreshStore store(RefreshStore store, Pulse pulse) {
        return store;
    }

    Upstream upstream(Upstream upstream, String process) {
        return upstream;
    }

    Pulse pulse(Pulse pulse, SimulatedReplica replica) {
        return pulse;
    }

    /** What a process waits for that has to end. */
    CompletableFuture<Void> drain(SimulatedEngine engine) {
        return engine.drain();
    }

    /** A caller of that process has lost patience. */
    void hungUp(String process) {}
}
