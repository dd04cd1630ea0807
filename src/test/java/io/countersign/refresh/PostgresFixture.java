package io.countersign.refresh;

import static io.countersign.TestingCaller.operator;

import io.agroal.api.AgroalDataSource;
import io.countersign.TestingRows;
import io.countersign.TestingTenant;
import io.countersign.connection.ConnectionId;
import io.countersign.refresh.gate.UpstreamGate;
import io.quarkus.arc.Arc;
import java.util.Map;
import java.util.UUID;

/** The real rows, of a tenant of its own that consented over the API. */
abstract class PostgresFixture implements IntegrationFixture {
    final TestingRows rows = new TestingRows(bean(AgroalDataSource.class));
    final TestingTenant tenant = TestingTenant.connected();

    static <T> T bean(Class<T> type) {
        return Arc.container().instance(type).get();
    }

    final String column(String name, String expression) {
        return rows.value(
                "SELECT " + expression + " FROM connection_token WHERE tenant = ? AND connection = ?",
                tenant.tenant(),
                name);
    }

    final void set(String name, String assignments) {
        rows.change(
                "UPDATE connection_token SET " + assignments + " WHERE tenant = ? AND connection = ?",
                tenant.tenant(),
                name);
    }

    final ConnectionId id(String name) {
        return new ConnectionId(tenant.tenant(), name, UUID.fromString(column(name, "uuid")));
    }

    @Override
    public final UpstreamGate gate() {
        return bean(UpstreamGate.class);
    }

    @Override
    public final String integration() {
        return tenant.integration();
    }

    @Override
    public final void pauseEnds() {
        rows.change("UPDATE upstream_gate SET paused_until = clock_timestamp() WHERE integration = ?", integration());
    }

    @Override
    public final long secretsVersion() {
        return rows.number("SELECT secrets_version FROM integration WHERE name = ?", integration());
    }

    @Override
    public final void addSecret() {
        operator()
                .body(Map.of("client_secret", "secret-" + UUID.randomUUID()))
                .post("/v1/integrations/" + integration() + "/client-secrets")
                .then()
                .statusCode(201);
    }
}
