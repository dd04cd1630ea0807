package io.countersign.refresh;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.connection.ConnectionId;
import io.countersign.connection.ConsentReason;
import io.countersign.refresh.gate.UpstreamGate;
import io.countersign.refresh.upkeep.DueQueue;
import io.quarkus.arc.Arc;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The real rows, of a tenant of its own that consented over the API. Its one connection is {@code default}. */
final class PostgresRows implements RefreshContract.Rows, DueQueueRows {
    private static final String NAME = "default";

    final TestingTenant tenant;
    private final ConnectionId id;

    PostgresRows() {
        this(TestingTenant.connected());
    }

    PostgresRows(TestingTenant tenant) {
        this.tenant = tenant;
        this.id = id(NAME);
    }

    /** Of which nothing is due but the connection, for a second. */
    static PostgresRows due() {
        PostgresRows rows = new PostgresRows();
        TestingSql.run("UPDATE connection_token SET due_at = NULL");
        rows.due(NAME, Duration.ofSeconds(-1));
        return rows;
    }

    static <T> T bean(Class<T> type) {
        return Arc.container().instance(type).get();
    }

    @Override
    public void rotateKeyset() {
        TestingSql.run("UPDATE tenant_key SET version = gen_random_uuid() WHERE tenant = ?", tenant.tenant());
    }

    String column(String name, String expression) {
        return TestingSql.text(
                "SELECT " + expression + " FROM connection_token WHERE tenant = ? AND connection = ?",
                tenant.tenant(),
                name);
    }

    void set(String name, String assignments) {
        TestingSql.run(
                "UPDATE connection_token SET " + assignments + " WHERE tenant = ? AND connection = ?",
                tenant.tenant(),
                name);
    }

    ConnectionId id(String name) {
        return new ConnectionId(tenant.tenant(), name, UUID.fromString(column(name, "uuid")));
    }

    @Override
    public UpstreamGate gate() {
        return bean(UpstreamGate.class);
    }

    @Override
    public String integration() {
        return tenant.integration();
    }

    @Override
    public void pauseEnds() {
        TestingSql.run(
                "UPDATE upstream_gate SET paused_until = clock_timestamp() WHERE integration = ?", integration());
    }

    @Override
    public long secretsVersion() {
        return TestingSql.number("SELECT secrets_version FROM integration WHERE name = ?", integration());
    }

    @Override
    public void addSecret() {
        operator()
                .body(Map.of("client_secret", "secret-" + UUID.randomUUID()))
                .post("/v1/integrations/" + integration() + "/client-secrets")
                .then()
                .statusCode(201);
    }

    String column(String expression) {
        return column(NAME, expression);
    }

    void set(String assignments) {
        set(NAME, assignments);
    }

    @Override
    public RefreshStore store() {
        return new Leases(bean(LeaseRows.class), bean(RefreshRows.class), bean(LeaseWitness.class));
    }

    @Override
    public ConnectionId id() {
        return id;
    }

    @Override
    public RefreshContract.Rows.Row row() {
        String left = column("extract(epoch FROM access_expires_at - clock_timestamp())::bigint");
        return new RefreshContract.Rows.Row(
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
        String all = TestingSql.text("""
                SELECT string_agg(type || coalesce(' ' || (details ->> 'reason'), ''), ',' ORDER BY id)
                FROM audit_event
                WHERE tenant = ? AND type IN ('connection.connected', 'connection.recovered',
                    'connection.consent_required', 'connection.disconnected')
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
    public void rejectAccessToken() {
        assertThat(bean(TokenRejections.class)
                        .mark(id, Long.parseLong(column("generation")), "caller:biller")
                        .await()
                        .atMost(Duration.ofSeconds(20)))
                .isEqualTo(new TokenRejections.Rejection.Marked());
    }

    /** Marks those of other tests too, to which a further renewal is nothing. */
    @Override
    public void markRestored() {
        TestingSql.with(bean(RestoredTokens.class)::mark);
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

    private @Nullable Duration until(String name, String column) {
        String millis = column(
                name,
                "CASE WHEN " + column + " > clock_timestamp()" + " THEN (extract(epoch FROM " + column
                        + " - clock_timestamp()) * 1000)::bigint END");
        return millis == null ? null : Duration.ofMillis(Long.parseLong(millis));
    }

    private static String in(Duration duration) {
        return "clock_timestamp() + interval '" + duration.toMillis() + " milliseconds'";
    }

    @Override
    public DueQueue queue() {
        return bean(DueQueue.class);
    }

    @Override
    public void connections(int count) {
        TestingSql.run("""
                INSERT INTO connection (tenant, name, uuid, integration, grant_type)
                SELECT tenant, 'more-' || n, gen_random_uuid(), integration, grant_type
                FROM connection, generate_series(1, ?) n WHERE tenant = ?
                """, count, tenant.tenant());
        TestingSql.run("""
                INSERT INTO connection_token (tenant, connection, uuid, integration, state, generation, access_token,
                    refresh_token,
                    scopes, access_expires_at, refresh_expires_at, due_at)
                SELECT c.tenant, c.name, c.uuid, t.integration, t.state, 1, t.access_token, t.refresh_token,
                    t.scopes, t.access_expires_at, t.refresh_expires_at,
                        t.due_at - make_interval(secs => substr(c.name, 6)::int)
                FROM connection c JOIN connection_token t ON t.tenant = c.tenant AND t.connection = 'default'
                WHERE c.tenant = ? AND c.name <> 'default'
                """, tenant.tenant());
    }

    @Override
    public Target target(String name) {
        return new Target(id(name), integration(), Long.parseLong(column(name, "generation")));
    }

    @Override
    public DueQueueRows.Row row(String name) {
        return new DueQueueRows.Row(
                until(name, "due_at"),
                until(name, "lease_until"),
                until(name, "held_until"),
                Integer.parseInt(column(name, "failures")));
    }

    @Override
    public void due(String name, @Nullable Duration in) {
        set(name, "due_at = " + (in == null ? "NULL" : in(in)));
    }

    @Override
    public void state(String name, String state, @Nullable ConsentReason reason) {
        set(
                name,
                "state = '%s', reason = %s".formatted(state, reason == null ? "NULL" : "'" + reason.wireName() + "'"));
    }

    @Override
    public void close(String name, Duration duration, int failures, boolean owned, boolean unsure) {
        set(
                name,
                "lease_until = %s, failures = %d, lease_owner = %s, unsure = %s"
                        .formatted(in(duration), failures, owned ? "gen_random_uuid()" : "NULL", unsure));
    }

    @Override
    public void hold(String name, Duration duration) {
        set(name, "held_until = %s, due_at = %s".formatted(in(duration), in(duration)));
    }

    @Override
    public void count(String name) {
        set(name, "generation = generation + 1");
    }

    @Override
    public void replace(String name, Duration in) {
        set(name, "uuid = gen_random_uuid(), due_at = " + in(in));
    }

    @Override
    public void refreshTokenLasts(String name, Duration left) {
        set(name, "refresh_expires_at = " + in(left));
    }

    @Override
    public List<String> warnings(String name) {
        String all = TestingSql.text("""
                SELECT string_agg(details ->> 'days', ',' ORDER BY id) FROM audit_event
                WHERE type = 'connection.expiring' AND tenant = ? AND connection = ?
                """, tenant.tenant(), name);
        return all == null ? List.of() : List.of(all.split(","));
    }
}
