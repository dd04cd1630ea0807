package io.countersign.refresh.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RowGaugesTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RowGauges gauges = new RowGauges("gate", registry);

    private Gauge only() {
        return Objects.requireNonNull(registry.find("gate").gauge());
    }

    @Test
    void aGaugeThatStaysIsNeverGoneMeanwhile() {
        gauges.tell(Map.of(Tags.of("integration", "acme"), 1));
        Gauge before = only();

        gauges.tell(Map.of(Tags.of("integration", "acme"), 2));

        assertThat(only()).isSameAs(before);
        assertThat(before.value()).isEqualTo(2);
    }

    @Test
    void whatHasNoRowAnyMoreHasNoGauge() {
        gauges.tell(Map.of(Tags.of("integration", "acme"), 1));
        gauges.tell(Map.of(Tags.of("integration", "initech"), 1));

        assertThat(only().getId().getTag("integration")).isEqualTo("initech");
    }
}
