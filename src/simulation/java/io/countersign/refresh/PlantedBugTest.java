package io.countersign.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulation is worth what it finds: a run that goes wrong with a bug, and does not without it. */
class PlantedBugTest {
    private static final int MOST_RUNS = 96_000;

    private final SimulationRuns sound = new SimulationRuns(Mutation::new);

    @AfterEach
    void end() {
        sound.end();
    }

    @ParameterizedTest
    @EnumSource
    void isFound(PlantedBug bug) {
        SimulationRuns buggy = new SimulationRuns(bug::mutation);

        Optional<Long> found = SimulationRuns.first(MOST_RUNS, buggy::goesWrong);

        assertThat(found).as("the first run that shows %s", bug).isPresent();
        assertThat(sound.run(found.get(), false).violations())
                .as("run %d without %s", found.get(), bug)
                .isEmpty();
    }
}
