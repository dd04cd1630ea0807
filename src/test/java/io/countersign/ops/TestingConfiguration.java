package io.countersign.ops;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Configurations for the checks. */
final class TestingConfiguration {
    private TestingConfiguration() {}

    /** Nothing but these properties: name, value, name, value. */
    static SmallRyeConfig of(String... namesAndValues) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(values, "test", 100))
                .build();
    }

    /** Severity and property of each, which is what a deployment depends on; the words may change. */
    static List<String> told(List<Finding> findings) {
        return findings.stream()
                .map(finding -> finding.severity() + " " + finding.property())
                .toList();
    }
}
