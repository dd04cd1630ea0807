package io.countersign.refresh;

import io.countersign.refresh.upkeep.DueQueue;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The due queue as one replica sees it. */
final class SimulatedDue implements DueQueue {
    private final SimulatedDueRows rows;
    private final SimulatedWire wire;

    SimulatedDue(SimulatedDueRows rows, SimulatedWire wire) {
        this.rows = rows;
        this.wire = wire;
    }

    @Override
    public Uni<List<Target>> claim(int each, int most, Set<String> except, Duration ahead) {
        return wire.send("claim", () -> rows.claim(each, most, except, ahead));
    }

    @Override
    public Uni<Void> putBack(Target target, Duration pause) {
        return wire.send("put back", () -> {
                    rows.putBack(target, pause);
                    return true;
                })
                .replaceWithVoid();
    }

    @Override
    public Uni<Integer> revive() {
        return wire.send("revive", rows::revive);
    }

    @Override
    public Uni<Integer> warn() {
        return wire.send("warn", rows::warn);
    }
}
