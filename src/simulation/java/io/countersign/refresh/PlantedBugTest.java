package io.countersign.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulation is worth what it finds. */
class PlantedBugTest {
    private static final List<String> MODES = List.of("strict", "family_revoked", "grace", "alive");
    private static final int MOST_SEEDS = 24_000;
    private static final int AT_ONCE = 100;

    @ParameterizedTest
    @EnumSource
    void isFound(PlantedBug bug) {
        SimulationRuns runs = new SimulationRuns(bug::mutation);
        List<SimulationRuns.Failure> found = new ArrayList<>();
        for (int seed = 0; seed < MOST_SEEDS && found.isEmpty(); seed += AT_ONCE) {
            int from = seed;
            MODES.stream()
                    .map(mode -> runs.firstFailure(mode, from, from + AT_ONCE))
                    .flatMap(Optional::stream)
                    .forEach(found::add);
        }
        runs.end();

        assertThat(found).as("runs that show %s", bug).isNotEmpty();
    }
}
