package io.countersign.issuing;

import io.countersign.NextSchema;
import io.countersign.SqlAccess;
import io.countersign.TestDatabase;
import io.countersign.TestingSql;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** A database that was used for a while before the application starts: of two months, one is older than 90 days. */
public final class OldMonthDatabase implements QuarkusTestResourceLifecycleManager {
    private final TestDatabase database = new TestDatabase();

    @Override
    public Map<String, String> start() {
        Map<String, String> configuration = database.start();
        NextSchema.migrate(configuration);
        SqlAccess sql = TestingSql.on(TestDatabase::connect);
        for (int ago : new int[] {5, 2}) {
            sql.text("""
                    SELECT make_issue_record_month(
                        (date_trunc('month', clock_timestamp() at time zone 'UTC') - ? * interval '1 month')::date)
                    """, ago);
            sql.run("""
                    INSERT INTO issue_record
                      (tenant, uuid, actor, door, generation, hour, connection, first_at, last_at, count)
                    SELECT 'of-old', gen_random_uuid(), 'caller:biller', 'api', 1, hour, 'default', hour, hour, ?
                    FROM date_trunc('month', clock_timestamp() - ? * interval '1 month', 'UTC') hour
                    """, ago, ago);
        }
        return configuration;
    }

    @Override
    public void stop() {
        database.stop();
    }
}
