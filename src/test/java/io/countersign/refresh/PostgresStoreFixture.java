package io.countersign.refresh;

import static io.countersign.TestingCaller.operator;

import io.countersign.connection.ConnectionId;
import io.countersign.refresh.upkeep.DueQueue;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Its one connection is {@code default}. */
final class PostgresStoreFixture extends PostgresFixture implements RefreshStoreFixture {
    private static final String NAME = "default";

    private final ConnectionId id = id(NAME);

    String column(String expression) {
        return column(NAME, expression);
    }

    void set(String assignments) {
        set(NAME, assignments);
    }

    @Override
    public RefreshStore store() {
        return new Leases(bean(PostgresRefreshRows.class), bean(ReplicaWitness.class));
    }

    @Override
    public ConnectionId id() {
        return id;
    }

    @Override
    public Row row() {
        String left = column("extract(epoch FROM access_expires_at - clock_timestamp())::bigint");
        return new Row(
                column("state"),
                column("reason"),
                Long.parseLong(column("generation")),
                "t".equals(column("lease_owner IS NOT NULL")),
                "t".equals(column("unsure")),
                Integer.parseInt(column("failures")),
                column("last_error"),
                left == null ? null : Duration.ofSeconds(Long.parseLong(left)));
    }

    /** Whatever is recorded, and not only what readers are shown yet. */
    @Override
    public List<String> events() {
        String all = rows.value("""
                SELECT string_agg(type || coalesce(' ' || (details ->> 'reason'), ''), ',' ORDER BY id)
                FROM audit_event
                WHERE tenant = ? AND type IN ('connection.connected', 'connection.recovered',
                    'connection.consent-required', 'connection.disconnected')
                """, tenant.tenant());
        return all == null ? List.of() : List.of(all.split(","));
    }

    @Override
    public void leaseTimeEnds() {
        set("lease_until = clock_timestamp()");
    }

    @Override
    public void minutePasses() {
        set("calls = (SELECT array_agg(c - interval '71 seconds' ORDER BY c DESC) FROM unnest(calls) c)");
    }

    @Override
    public void failures(int count) {
        set("failures = " + count);
    }

    @Override
    public void disconnect() {
        operator().delete(tenant.connection()).then().statusCode(200);
    }

    @Override
    public void delete() {
        operator().delete("/v1/tenants/" + tenant.tenant()).then().statusCode(204);
    }

    @Override
    public void create() {
        operator()
                .body(Map.of("display_name", "Again"))
                .put("/v1/tenants/" + tenant.tenant())
                .then()
                .statusCode(201);
        tenant.configure(Map.of()).statusCode(201);
    }

    @Override
    public void revive() {
        bean(DueQueue.class).revive().await().atMost(Duration.ofSeconds(20));
    }
}
