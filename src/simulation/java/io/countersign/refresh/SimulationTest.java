package io.countersign.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The engine under random faults in virtual time: {@link Simulation}. {@code -Dsimulation.runs=N} changes how many
 * seeds each mode of rotation gets; what failed is run again with {@code -Dsimulation.mode} and
 * {@code -Dsimulation.seed}.
 */
class SimulationTest {
    private static final int RUNS = 13_000;

    private final SimulationRuns runs = new SimulationRuns(Mutation::new);

    @AfterEach
    void end() {
        runs.end();
    }

    @ParameterizedTest
    @ValueSource(strings = {"strict", "family_revoked", "grace", "alive"})
    void everyInterleavingKeepsTheInvariants(String mode) {
        assertThat(runs.firstFailure(mode, 0, Integer.getInteger("simulation.runs", RUNS)))
                .isEmpty();
    }

    @Test
    void replays() {
        String seed = System.getProperty("simulation.seed");
        assumeTrue(seed != null, "no seed is given");

        SimulationRuns.Failure replay =
                runs.run(System.getProperty("simulation.mode", "strict"), Long.parseLong(seed), true);

        assertThat(replay.violations()).as(replay.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"strict", "family_revoked", "grace", "alive"})
    void theSameSeedIsTheSameRun(String mode) {
        for (long seed = 0; seed < 20; seed++) {
            assertThat(runs.run(mode, seed, true).log())
                    .isEqualTo(runs.run(mode, seed, true).log())
                    .hasSizeGreaterThan(10);
        }
    }
}
