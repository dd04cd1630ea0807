package io.countersign.statements;

import io.countersign.TestDatabase;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/** The database of all tests, reached by the application through a {@link WireCount}. */
public final class CountedDatabase implements QuarkusTestResourceLifecycleManager {
    private static final String REACTIVE_URL = "quarkus.datasource.reactive.url";

    private final TestDatabase database = new TestDatabase();
    private WireCount count;

    @Override
    public Map<String, String> start() {
        Map<String, String> configuration = new HashMap<>(database.start());
        URI direct = URI.create(configuration.get(REACTIVE_URL));
        count = new WireCount(direct.getHost(), direct.getPort());
        configuration.put(REACTIVE_URL, "postgresql://localhost:%d%s".formatted(count.port(), direct.getPath()));
        // What runs by the clock would be counted too.
        configuration.put("quarkus.scheduler.enabled", "false");
        // However long a slow machine takes over the requests that are not to be counted.
        configuration.put("countersign.issuing.fresh-for", "PT1M");
        return configuration;
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(count, new TestInjector.MatchesType(WireCount.class));
    }

    @Override
    public void stop() {
        count.close();
        database.stop();
    }
}
