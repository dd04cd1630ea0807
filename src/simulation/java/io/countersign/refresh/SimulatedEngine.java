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
    static final int MAX_PER_SECOND = 50;
    private static final int MOST_UNDER_WAY = 128;

    private final Supplier<Renewals> fresh;
    private final BackgroundRefresh background;
    private final Pulse clock;
    private final SimulatedIssuing.Memory memory = new SimulatedIssuing.Memory();
    private final SimulatedImporting importing;
    private Renewals renewals;

    /**
     * When a process looks by itself, in nanoseconds between two looks; zero for never.
     *
     * @param renewals at the due queue
     * @param imports at the imports
     */
    record Schedule(long renewals, long imports) {}

    private SimulatedEngine(
            RefreshPorts ports, Rate rate, SimulatedWorld world, DueQueue queue, SimulatedImporting importing) {
        this.fresh = () -> new Renewals(ports, world.times(), rate, world.time()::uuid);
        this.importing = importing;
        this.renewals = fresh.get();
        this.clock = ports.pulse();
        this.background =
                new BackgroundRefresh(queue, turns(), ports.pulse(), MAX_PER_SECOND, MOST_UNDER_WAY, world.times());
    }

    static SimulatedEngine start(
            RefreshPorts ports,
            Rate rate,
            SimulatedWorld world,
            SimulatedReplica replica,
            DueQueue queue,
            Schedule schedule,
            SimulatedImporting importing) {
        SimulatedEngine engine = new SimulatedEngine(ports, rate, world, queue, importing);
        if (schedule.renewals() > 0) {
            every(replica, schedule.renewals(), engine.background::tick);
            every(replica, 2 * schedule.renewals(), () -> queue.revive().replaceWithVoid());
        }
        if (schedule.imports() > 0) {
            every(replica, schedule.imports(), importing::claim);
        }
        return engine;
    }

    SimulatedImporting importing() {
        return importing;
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
        return CompletableFuture.allOf(renewals.drain(), importing.drain());
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
