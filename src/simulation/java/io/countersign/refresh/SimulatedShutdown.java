package io.countersign.refresh;

import java.util.concurrent.CompletableFuture;

/**
 * SIGTERM, as the application takes it: nothing begins any more, what is under way ends, and the process does, at the
 * latest when its time is up. Nothing may be lost by that which could have been stored meanwhile.
 */
final class SimulatedShutdown {
    /** Tokens are written again every second. */
    private static final long TO_STORE = 2 * SimulatedTime.SECOND;

    private final SimulatedWorld world;
    private final Mutation mutation;
    private final SimulatedReplica replica;
    private final String process;

    private SimulatedShutdown(SimulatedWorld world, Mutation mutation, SimulatedReplica replica) {
        this.world = world;
        this.mutation = mutation;
        this.replica = replica;
        this.process = replica.process();
    }

    /** @param restart how long after its end the next process starts in its place */
    static void begin(SimulatedWorld world, Mutation mutation, SimulatedReplica replica, long restart) {
        if (replica.serves()) {
            new SimulatedShutdown(world, mutation, replica).drain(restart);
        }
    }

    private void drain(long restart) {
        SimulatedEngine engine = replica.drain();
        long longest = engine.renewals().longestDrain().toNanos();
        CompletableFuture<Void> drained = mutation.drain(engine);
        long begun = world.time().now();
        replica.later(longest, () -> {
            somethingIsUnderWay(begun);
            exit(restart);
        });
        drained.thenRun(() -> replica.later(0, () -> {
            nothingIsUnderWay();
            exit(restart);
        }));
    }

    private void nothingIsUnderWay() {
        if (world.history().awaitsAnswer(process)) {
            world.time().violation("%s exits while it waits for an answer".formatted(process));
        }
        world.history()
                .unstored(world, process)
                .forEach(lost -> world.time().violation("%s exits with %s".formatted(process, lost)));
    }

    /** What else would it wait for? */
    private void somethingIsUnderWay(long begun) {
        if (replica.disturbedUntil() < begun && !world.history().awaitsAnswer(process)) {
            world.time().violation("%s drains until its time is up, and nothing is under way".formatted(process));
        }
    }

    private void exit(long restart) {
        world.history()
                .unstored(world, process)
                .filter(lost -> world.time().now() > Math.max(lost.at(), replica.disturbedUntil()) + TO_STORE)
                .forEach(lost ->
                        world.time().violation("%s exits with %s, and could have stored it".formatted(process, lost)));
        replica.exit();
        world.time().after(world.faults().healed() ? 0 : restart, replica::start);
    }
}
