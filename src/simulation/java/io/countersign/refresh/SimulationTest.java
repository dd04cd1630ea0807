package io.countersign.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The engine under random faults in virtual time: {@link Simulation}. {@code -Dsimulation.runs=100000} tries
 * twice as many seeds, a quarter of them for each mode of rotation; what failed is run again with
 * {@code -Dsimulation.seed}.
 */
class SimulationTest {
    private static final int RUNS = 50_000;

    private final SimulationRuns runs = new SimulationRuns(Mutation::new);

    @AfterEach
    void end() {
        runs.end();
    }

    @Test
    void everyInterleavingKeepsTheInvariants() {
        assertThat(SimulationRuns.first(0, Integer.getInteger("simulation.runs", RUNS), runs::goesWrong)
                        .map(seed -> runs.run(seed, true)))
                .isEmpty();
    }

    @Test
    void replays() {
        String seed = System.getProperty("simulation.seed");
        assumeTrue(seed != null, "no seed is given");

        SimulationRuns.Failure replay = runs.run(Long.parseLong(seed), true);

        assertThat(replay.violations()).as(replay.toString()).isEmpty();
    }

    @Test
    void theSameSeedIsTheSameRun() {
        for (long seed = 0; seed < 80; seed++) {
            assertThat(runs.run(seed, true).log())
                    .isEqualTo(runs.run(seed, true).log())
                    .hasSizeGreaterThan(10);
        }
    }
}
