package io.countersign.ops;

import static io.countersign.ops.TestingConfiguration.told;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrailTimesCheckTest {
    private static List<String> check(String... properties) {
        return told(new TrailTimesCheck().check(TestingConfiguration.of(properties)));
    }

    @Test
    void nothingHasToBeSaid() {
        assertThat(check()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"kept, P30D", "kept, P3650D", "seal-every, PT1S", "seal-every, PT1H"})
    void takesWhatLosesNothing(String property, String value) {
        assertThat(check("countersign.audit." + property, value)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"kept, PT719H", "kept, PT0S", "seal-every, PT0.5S", "seal-every, PT61M", "seal-every, PT-1M"})
    void refusesWhatWouldCostEvidence(String property, String value) {
        assertThat(check("countersign.audit." + property, value))
                .containsExactly("REFUSE countersign.audit." + property);
    }
}
