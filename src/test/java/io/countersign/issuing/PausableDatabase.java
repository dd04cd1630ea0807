package io.countersign.issuing;

import io.countersign.TestDatabase;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/**
 * The database of all tests, reached by requests through a {@link PausingProxy}. Migrations and the tests' own
 * statements go past it.
 */
public final class PausableDatabase implements QuarkusTestResourceLifecycleManager {
    private static final String REACTIVE_URL = "quarkus.datasource.reactive.url";

    private final TestDatabase database = new TestDatabase();
    private PausingProxy proxy;

    @Override
    public Map<String, String> start() {
        Map<String, String> configuration = new HashMap<>(database.start());
        URI direct = URI.create(configuration.get(REACTIVE_URL));
        proxy = new PausingProxy(direct.getHost(), direct.getPort());
        configuration.put(REACTIVE_URL, "postgresql://localhost:%d%s".formatted(proxy.port(), direct.getPath()));
        return configuration;
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(proxy, new TestInjector.MatchesType(PausingProxy.class));
    }

    @Override
    public void stop() {
        proxy.close();
        database.stop();
    }
}
