package io.countersign.refresh;

import io.countersign.crypto.Keyset;
import io.countersign.simulator.RotationMode;
import io.smallrye.context.CleanAutoCloseable;
import io.smallrye.context.SmallRyeThreadContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.eclipse.microprofile.context.ThreadContext;

/** Runs seed after seed, quietly: the engine's log would be most of the work. */
final class SimulationRuns {
    static final Map<String, RotationMode> MODES = Map.of(
            "strict", new RotationMode.Strict(),
            "family_revoked", new RotationMode.FamilyRevoked(),
            "grace", new RotationMode.Grace(Duration.ofSeconds(20)),
            "alive", new RotationMode.Alive());

    private final Keyset keyset = Keyset.generate();
    private final Logger engine = Logger.getLogger("io.countersign.refresh");
    private final Supplier<Mutation> mutation;

    /**
     * Quarkus would carry its contexts through every step of every Uni; here there are none, and looking for them was
     * half of the work.
     */
    private final SmallRyeThreadContext nothing = SmallRyeThreadContext.builder()
            .propagated()
            .cleared()
            .unchanged(ThreadContext.ALL_REMAINING)
            .build();

    SimulationRuns(Supplier<Mutation> mutation) {
        this.mutation = mutation;
        engine.setLevel(Level.OFF);
        // Alone: what Mutiny and context propagation set up on first use is not made for several threads.
        run("strict", 0, false);
    }

    /** A run that went wrong, with its log. */
    record Failure(String mode, long seed, List<String> violations, List<String> log) {
        @Override
        public String toString() {
            return "%s%nReplay: ./mvnw test -Dtest=SimulationTest#replays -Dsimulation.mode=%s -Dsimulation.seed=%d%n%s"
                    .formatted(violations, mode, seed, String.join("\n", log));
        }
    }

    /** The first of the seeds that goes wrong. Several threads share the seeds; each run stays on one. */
    Optional<Failure> firstFailure(String mode, long from, long to) {
        try (ForkJoinPool workers =
                new ForkJoinPool(Runtime.getRuntime().availableProcessors(), SimulationRuns::worker, null, false)) {
            return workers.submit(() -> LongStream.range(from, to)
                            .parallel()
                            .filter(seed -> !run(mode, seed, false).violations().isEmpty())
                            .boxed()
                            .findFirst())
                    .join()
                    .map(seed -> run(mode, seed, true));
        }
    }

    /** The common pool's threads see the classes of whatever application another test has started. */
    private static ForkJoinWorkerThread worker(ForkJoinPool pool) {
        ForkJoinWorkerThread thread = ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
        thread.setContextClassLoader(SimulationRuns.class.getClassLoader());
        return thread;
    }

    /** One run, with its log if that is wanted. */
    Failure run(String mode, long seed, boolean logging) {
        try (CleanAutoCloseable none = SmallRyeThreadContext.withThreadContext(nothing)) {
            Simulation simulation = new Simulation(seed, MODES.get(mode), mutation.get(), keyset, logging);
            List<String> violations = simulation.run();
            return new Failure(mode, seed, violations, simulation.log());
        }
    }

    /** Lets the engine speak again. */
    void end() {
        engine.setLevel(null);
    }
}
