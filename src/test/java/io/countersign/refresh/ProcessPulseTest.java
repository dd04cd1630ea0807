package io.countersign.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(TestDatabase.class)
class ProcessPulseTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Inject
    Pulse pulse;

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 900_000, 2_000_001})
    void waitsForAnyTimeAndNeverLess(long nanos) {
        long began = pulse.nanoTime();

        pulse.after(Duration.ofNanos(nanos)).await().atMost(PATIENCE);

        assertThat(pulse.nanoTime() - began).isGreaterThanOrEqualTo(nanos);
    }
}
