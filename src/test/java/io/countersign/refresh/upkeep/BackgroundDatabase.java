package io.countersign.refresh.upkeep;

import io.countersign.TestDatabase;
import io.countersign.TestingSql;
import io.countersign.issuing.OldMonths;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;

/**
 * The database of all tests, with records of old months, and an application that renews in the background, many at
 * once, and warns without delay.
 */
public final class BackgroundDatabase implements QuarkusTestResourceLifecycleManager {
    private final TestDatabase database = new TestDatabase();

    @Override
    public Map<String, String> start() {
        Map<String, String> configuration = new HashMap<>(database.start());
        OldMonths.make(configuration, TestingSql.on(TestDatabase::connect));
        configuration.put("countersign.refresh.background", "true");
        configuration.put("countersign.refresh.warn-every", "1S");
        configuration.put("countersign.notice.background", "true");
        configuration.put("countersign.notice.call-timeout", "PT3S");
        configuration.put("countersign.refresh.max-per-second", "200");
        return configuration;
    }

    @Override
    public void stop() {
        database.stop();
    }
}
