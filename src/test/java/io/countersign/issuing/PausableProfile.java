package io.countersign.issuing;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An application whose monotonic clock and whose way to the database a test holds in its hand. */
public final class PausableProfile implements QuarkusTestProfile {
    static final java.time.Duration DEADLINE = java.time.Duration.ofMillis(400);

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(TestingTicker.class);
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "countersign.issuing.database-deadline", DEADLINE.toString(),
                "countersign.ops.statement-deadline", "PT2S",
                "quarkus.scheduler.enabled", "false");
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(PausableDatabase.class));
    }
}
