package io.countersign.statements;

import io.countersign.TestDatabase;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/** The database of all tests, reached by the application through a {@link WireCount}. */
public final class CountedDatabase implements QuarkusTestResourceLifecycleManager {
    /** Whose word counts for where a request comes from. */
    static final String PROXY = "127.0.3.1";

    /** What a network may have of pages in a second. */
    static final int PAGES = 50;

    /** How often a network may be wrong in a second. */
    static final int FAILED_LOGINS = 50;

    /** What a caller may ask for in a second. */
    static final int CALLS = 300;

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
        configuration.put("quarkus.http.proxy.proxy-address-forwarding", "true");
        configuration.put("quarkus.http.proxy.allow-x-forwarded", "true");
        configuration.put("quarkus.http.proxy.trusted-proxies", PROXY);
        // So few that a slow machine reaches them too.
        configuration.put("countersign.limit.pages-per-second", Integer.toString(PAGES));
        configuration.put("countersign.limit.failed-logins-per-second", Integer.toString(FAILED_LOGINS));
        configuration.put("countersign.limit.caller-per-second", Integer.toString(CALLS));
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
