package io.countersign.refresh.upkeep;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.Map;

/**
 * The gauges of one metric, one for each row of the last look. A scrape meanwhile finds the value from before or from
 * after, and none missing: to Prometheus a series that misses one scrape has ended, and an alert on it begins anew.
 */
final class RowGauges {
    private final MultiGauge gauges;
    private volatile Map<Tags, Number> values = Map.of();

    /** @param metric its name, as Micrometer has it */
    RowGauges(String metric, MeterRegistry registry) {
        this.gauges = MultiGauge.builder(metric).register(registry);
    }

    /** Tells these from now on, and no others. */
    void tell(Map<Tags, Number> rows) {
        values = Map.copyOf(rows);
        gauges.register(
                rows.keySet().stream()
                        .<MultiGauge.Row<?>>map(tags -> MultiGauge.Row.of(tags, () -> values.getOrDefault(tags, 0)))
                        .toList(),
                false);
    }
}
