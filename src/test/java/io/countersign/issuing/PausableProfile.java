package io.countersign.issuing;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An application whose monotonic clock and whose way to the database a test holds in its hand. */
public final class PausableProfile implements QuarkusTestProfile {
    static final Duration DEADLINE = Duration.ofMillis(400);
    static final int POOL = 6;

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(TestingClock.class);
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "countersign.issuing.database-deadline",
                DEADLINE.toString(),
                "countersign.ops.statement-deadline",
                "PT2S",
                "quarkus.datasource.reactive.max-size",
                Integer.toString(POOL),
                "quarkus.scheduler.enabled",
                "false");
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(PausableDatabase.class));
    }
}
