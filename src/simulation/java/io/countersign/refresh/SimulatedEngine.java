package io.countersign.refresh;

import io.countersign.issuing.SimulatedIssuing;
import io.countersign.refresh.gate.Rate;
import io.countersign.refresh.upkeep.BackgroundRefresh;
import io.countersign.refresh.upkeep.DueQueue;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The engine of one life of a process, with its schedule. */
final class SimulatedEngine {
    private static final int MAX_PER_SECOND = 50;
    private static final int MOST_UNDER_WAY = 128;

    private final Supplier<Renewals> fresh;
    private final BackgroundRefresh background;
    private final Pulse clock;
    private final SimulatedIssuing.Memory memory = new SimulatedIssuing.Memory();
    private Renewals renewals;

    private SimulatedEngine(RefreshPorts ports, SimulatedWorld world, DueQueue queue) {
        this.fresh =
                () -> new Renewals(ports, world.times(), new Rate(ports.pulse(), MAX_PER_SECOND), world.time()::uuid);
        this.renewals = fresh.get();
        this.clock = ports.pulse();
        this.background =
                new BackgroundRefresh(queue, turns(), ports.pulse(), MAX_PER_SECOND, MOST_UNDER_WAY, world.times());
    }

    /** @param tick between two looks at the due queue; zero for none */
    static SimulatedEngine start(
            RefreshPorts ports, SimulatedWorld world, SimulatedReplica replica, DueQueue queue, long tick) {
        SimulatedEngine engine = new SimulatedEngine(ports, world, queue);
        if (tick > 0) {
            every(replica, tick, engine.background::tick);
            every(replica, 2 * tick, () -> queue.revive().replaceWithVoid());
        }
        return engine;
    }

    Renewals renewals() {
        return renewals;
    }

    Pulse clock() {
        return clock;
    }

    SimulatedIssuing.Memory memory() {
        return memory;
    }

    /** As {@code RefreshSchedule} and {@link Renewals} do it in turn when the application is to stop. */
    CompletableFuture<Void> drain() {
        background.stop();
        return renewals.drain();
    }

    /** As if it had not been told to drain: what comes from now on begins, and nobody waits for it. */
    void forgetDraining() {
        renewals = fresh.get();
    }

    private BackgroundRefresh.Turns turns() {
        return new BackgroundRefresh.Turns() {
            @Override
            public Duration untilFree(String integration) {
                return renewals.untilFree(integration);
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
