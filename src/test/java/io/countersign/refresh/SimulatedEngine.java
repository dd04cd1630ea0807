package io.countersign.refresh;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.function.Supplier;

/** The engine of one life of a process, with its schedule. */
record SimulatedEngine(Renewals renewals, BackgroundRefresh background) {
    private static final int MAX_PER_SECOND = 50;
    private static final int MOST_UNDER_WAY = 128;

    /** @param tick between two looks at the due queue; zero for none */
    static SimulatedEngine start(
            RefreshPorts ports, SimulatedWorld world, SimulatedReplica replica, DueQueue queue, long tick) {
        SimulatedTime time = world.time();
        Renewals renewals = new Renewals(ports, world.times(), MAX_PER_SECOND, time::uuid);
        BackgroundRefresh background = new BackgroundRefresh(
                queue, turns(renewals), ports.pulse(), MAX_PER_SECOND, MOST_UNDER_WAY, world.times());
        if (tick > 0) {
            every(replica, tick, () -> background.tick());
            every(replica, 2 * tick, () -> queue.revive().replaceWithVoid());
        }
        return new SimulatedEngine(renewals, background);
    }

    private static BackgroundRefresh.Turns turns(Renewals renewals) {
        return new BackgroundRefresh.Turns() {
            @Override
            public Duration untilFree(String integration) {
                return renewals.untilTurn(integration);
            }

            @Override
            public Uni<Renewal> renew(Target target) {
                return renewals.renewInBackground(target);
            }
        };
    }

    /** As the scheduler does it: not while the last one is still at work. */
    private static void every(SimulatedReplica replica, long nanos, Supplier<Uni<Void>> work) {
        replica.later(
                nanos,
                () -> work.get().onFailure().recoverWithNull().subscribe().with(done -> every(replica, nanos, work)));
    }
}
