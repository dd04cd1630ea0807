package io.countersign.faults;

import java.time.Duration;
import java.util.List;

/** How much of the disk the tables of an installation take, indexes and TOAST included. In bytes. */
final class Space {
    /** How often each event is copied: pages of 8 KB tell nothing of a hundred rows. */
    private static final int COPIES = 50;

    private static final List<String> OF_A_CONNECTION =
            List.of("tenant", "tenant_key", "connection", "connection_token");

    private final Database database;

    Space(Database database) {
        this.database = database;
    }

    /** A table, or all partitions of one. */
    long of(String table) {
        return database.number("""
                SELECT pg_total_relation_size(whole.relation)
                    + coalesce((SELECT sum(pg_total_relation_size(relid)) FROM pg_partition_tree(whole.relation)), 0)
                FROM (SELECT ?::regclass) AS whole (relation)
                """, table);
    }

    /** All that grows with each connection, which has a tenant of its own here. */
    long ofConnections() {
        return OF_A_CONNECTION.stream().mapToLong(this::of).sum();
    }

    long rows(String table) {
        return database.number("SELECT count(*) FROM " + table);
    }

    long issueRecords() {
        return rows("issue_record");
    }

    /** Leaves the bloat of renewals to {@link #vacuum}: when PostgreSQL's own would come is anybody's guess. */
    void vacuumOnlyWhenTold() {
        database.run("ALTER TABLE connection_token SET (autovacuum_enabled = false)");
    }

    void vacuum() {
        database.run("VACUUM connection_token");
    }

    /** Makes their access tokens end soon, and forgets that they were renewed a moment ago. */
    void makeOld(List<SeededConnection> connections, Duration left) {
        database.run(
                """
                UPDATE connection_token
                SET access_expires_at = clock_timestamp() + make_interval(secs => ?), calls = '{}',
                    lease_until = '-infinity'
                WHERE tenant = ANY (?)
                """,
                (double) left.toSeconds(),
                connections.stream().map(SeededConnection::tenant).toArray(String[]::new));
        vacuum();
    }

    /** What each event of the trail takes among many of its kind: copies of those that are there are added. */
    double bytesOfManyEvents() {
        long before = of("audit_event");
        int made = database.run("""
                INSERT INTO audit_event (transaction, occurred_at, type, actor, tenant, connection, details)
                SELECT transaction, occurred_at, type, actor, tenant, connection, details
                FROM generate_series(1, ?), audit_event
                """, COPIES);
        return (of("audit_event") - before) / (double) made;
    }
}
