package io.countersign.faults;

/** What {@code docs/capacity.md} publishes and a program can measure: each has a row in its first table. */
enum Figure {
    CONNECTIONS_OF_A_REPLICA("PostgreSQL connections of a replica"),
    CONNECTIONS_IN_A_SURGE("PostgreSQL connections while the three replicas of `k8s/base` are replaced"),
    NEW_CONNECTION("disk per connection, newly connected"),
    RENEWED_CONNECTION("disk per connection, after 12 renewals"),
    EVENTS_OF_AN_ONBOARDING("audit events per onboarding"),
    EVENT("disk per audit event"),
    ISSUE_RECORD("disk per issue record"),
    CACHED_CONNECTION("heap per connection that was asked for in the last five minutes"),
    IDLE("memory of an idle replica (JVM)"),
    LOADED("memory of a replica under load (JVM)"),
    WAL_OF_A_RENEWAL("write-ahead log per renewal"),
    COLD_BY_WARM("processor time of a cold token, in warm ones"),
    RENEWAL_BY_WARM("processor time of a renewal, in warm tokens");

    private final String title;

    Figure(String title) {
        this.title = title;
    }

    /** The first column of its row. */
    String title() {
        return title;
    }
}
