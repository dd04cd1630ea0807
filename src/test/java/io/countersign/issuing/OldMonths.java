package io.countersign.issuing;

import io.countersign.NextSchema;
import io.countersign.SqlAccess;
import java.util.Map;

/** What makes a database one that was used for a while before the application starts. */
public final class OldMonths {
    private OldMonths() {}

    /**
     * Makes the schema, and two months with a record each, of which one is older than 90 days.
     *
     * @param configuration of the database, which is empty
     * @param sql reaches it
     */
    public static void make(Map<String, String> configuration, SqlAccess sql) {
        NextSchema.migrate(configuration);
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
    }
}
