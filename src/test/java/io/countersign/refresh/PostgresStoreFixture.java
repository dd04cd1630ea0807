package io.countersign.refresh;

import static io.countersign.TestingCaller.operator;

import io.agroal.api.AgroalDataSource;
import io.countersign.TestingRows;
import io.countersign.TestingTenant;
import io.countersign.connection.ConnectionId;
import io.quarkus.arc.Arc;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The real rows, of a tenant of its own that consented over the API. */
final class PostgresStoreFixture implements RefreshStoreFixture {
    private final RefreshStore store;
    private final UpstreamGate gate;
    private final TestingRows rows;
    private final TestingTenant tenant = TestingTenant.connected();
    private final ConnectionId id;

    PostgresStoreFixture(RefreshStore store, UpstreamGate gate, AgroalDataSource database) {
        this.store = store;
        this.gate = gate;
        this.rows = new TestingRows(database);
        this.id = new ConnectionId(tenant.tenant(), "default", UUID.fromString(column("uuid")));
    }

    private String column(String expression) {
        return rows.value("SELECT " + expression + " FROM connection_token WHERE tenant = ?", tenant.tenant());
    }

    private void set(String assignment) {
        rows.change("UPDATE connection_token SET " + assignment + " WHERE tenant = ?", tenant.tenant());
    }

    @Override
    public RefreshStore store() {
        return store;
    }

    @Override
    public UpstreamGate gate() {
        return gate;
    }

    @Override
    public ConnectionId id() {
        return id;
    }

    @Override
    public String integration() {
        return tenant.integration();
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
    public void pauseEnds() {
        rows.change(
                "UPDATE upstream_gate SET paused_until = clock_timestamp() WHERE integration = ?",
                tenant.integration());
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
    public void addSecret() {
        operator()
                .body(Map.of("client_secret", "secret-" + UUID.randomUUID()))
                .post("/v1/integrations/" + tenant.integration() + "/client-secrets")
                .then()
                .statusCode(201);
    }

    @Override
    public void revive() {
        Arc.container().instance(DueQueue.class).get().revive().await().atMost(Duration.ofSeconds(20));
    }
}
