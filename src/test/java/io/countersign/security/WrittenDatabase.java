package io.countersign.security;

import io.countersign.TestDatabase;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;

/** A database that somebody else writes to: the application asks it each time, and remembers nothing of it. */
public final class WrittenDatabase implements QuarkusTestResourceLifecycleManager {
    private final TestDatabase database = new TestDatabase();

    @Override
    public Map<String, String> start() {
        Map<String, String> configuration = new HashMap<>(database.start());
        configuration.put("countersign.issuing.fresh-for", "0S");
        // What runs by the clock would write, too.
        configuration.put("quarkus.scheduler.enabled", "false");
        return configuration;
    }

    @Override
    public void stop() {
        database.stop();
    }
}
