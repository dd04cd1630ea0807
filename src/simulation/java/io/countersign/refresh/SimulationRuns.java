package io.countersign.refresh;

import io.countersign.crypto.Keyset;
import io.countersign.simulator.RotationMode;
import io.smallrye.context.CleanAutoCloseable;
import io.smallrye.context.SmallRyeThreadContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.eclipse.microprofile.context.ThreadContext;

/** Runs seed after seed, quietly: the engine's log would be most of the work. */
final class SimulationRuns {
    /** In turn, one for each seed: the same seed would be much the same run in all of them. */
    private static final List<RotationMode> MODES = List.of(
            new RotationMode.Strict(),
            new RotationMode.FamilyRevoked(),
            new RotationMode.Grace(Duration.ofSeconds(20)),
            new RotationMode.Alive());

    private static final int WORKERS = Runtime.getRuntime().availableProcessors();

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
        run(0, false);
    }

    /** A run that went wrong, with its log. */
    record Failure(RotationMode mode, long seed, List<String> violations, List<String> log) {
        @Override
        public String toString() {
            return "%s in mode %s%nReplay: ./mvnw test -Dtest=SimulationTest#replays -Dsimulation.seed=%d%n%s"
                    .formatted(violations, mode, seed, String.join("\n", log));
        }
    }

    /**
     * The first seed that is true of, from where to begin to below the bound. Several threads share them; each run
     * stays on one.
     */
    static Optional<Long> first(long begin, long bound, LongPredicate isTrue) {
        AtomicLong next = new AtomicLong(begin);
        LongAccumulator first = new LongAccumulator(Math::min, bound);
        Runnable work = () -> {
            for (long seed = next.getAndIncrement(); seed < first.get(); seed = next.getAndIncrement()) {
                if (isTrue.test(seed)) {
                    first.accumulate(seed);
                }
            }
        };
        try (ExecutorService workers = Executors.newFixedThreadPool(WORKERS, SimulationRuns::worker)) {
            Stream.generate(() -> CompletableFuture.runAsync(work, workers))
                    .limit(WORKERS)
                    .toList()
                    .forEach(CompletableFuture::join);
        }
        return first.get() < bound ? Optional.of(first.get()) : Optional.empty();
    }

    /** One that sees our classes, and not those of whatever application another test has started. */
    private static Thread worker(Runnable work) {
        Thread thread = new Thread(work, "simulation");
        thread.setContextClassLoader(SimulationRuns.class.getClassLoader());
        return thread;
    }

    boolean goesWrong(long seed) {
        return !run(seed, false).violations().isEmpty();
    }

    /** One run, with its log if that is wanted. */
    Failure run(long seed, boolean logging) {
        RotationMode mode = MODES.get((int) (seed % MODES.size()));
        try (CleanAutoCloseable none = SmallRyeThreadContext.withThreadContext(nothing)) {
            Simulation simulation = new Simulation(seed, mode, mutation.get(), keyset, logging);
            List<String> violations = simulation.run();
            return new Failure(mode, seed, violations, simulation.log());
        }
    }

    /** Lets the engine speak again. */
    void end() {
        engine.setLevel(null);
    }
}
