package io.countersign.refresh.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.countersign.TestDocuSign;
import io.countersign.TestingCaller;
import io.countersign.TestingMetrics;
import io.countersign.TestingRenewal;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingTrail;
import io.countersign.TestingWait;
import io.countersign.simulator.TokenCall;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * What becomes of connections while nobody asks for a token. The scheduler is at work; time passes at DocuSign and in
 * the tenant's row.
 */
@QuarkusIntegrationTest
@Order(Integer.MAX_VALUE - 1)
@WithTestResource(BackgroundDatabase.class)
class BackgroundIT {
    private static final Duration HOUR = Duration.ofHours(1);

    private TestingTenant tenant;
    private TestingRenewal renewal;

    @AfterEach
    void presentTime() {
        var clock = TestDocuSign.simulator().clock();
        clock.advance(clock.offset().negated());
    }

    private void connect(String... scopes) {
        String email = UUID.randomUUID() + "@example.com";
        TestDocuSign.person(email, "Only account");
        tenant = TestingTenant.create(Map.of("expected_email", email, "scopes", List.of(scopes)));
        assertThat(tenant.consent(email).statusCode()).isEqualTo(200);
        renewal = new TestingRenewal(tenant);
    }

    private void passes(Duration time) {
        TestDocuSign.simulator().clock().advance(time);
        renewal.passes(time);
    }

    private void days(int days) {
        passes(Duration.ofDays(days));
    }

    private boolean isTrue(String condition) {
        return renewal.stored(Boolean.class, condition);
    }

    private void awaitRefreshes(int count) {
        TestingWait.until(
                count + " renewals are stored",
                () -> renewal.stored(Long.class, "generation") == count + 1
                        && renewal.refreshes().size() == count);
    }

    private void awaitState(String state) {
        TestingWait.until("the connection is " + state, () -> isTrue("state = '" + state + "'"));
    }

    private List<Object> warnings() {
        return TestingTrail.of(tenant.tenant()).stream()
                .filter(event -> event.get("type").equals("connection.expiring"))
                .<Object>map(event -> ((Map<?, ?>) event.get("details")).get("days"))
                .toList();
    }

    private void awaitWarning(int days) {
        TestingWait.until(
                "the warning of " + days + " days", () -> isTrue("coalesce(warned_days = " + days + ", false)"));
    }

    private void addClientSecret() {
        TestingCaller.operator()
                .body(Map.of("client_secret", "another-" + tenant.clientSecret()))
                .post("/v1/integrations/" + tenant.integration() + "/client-secrets")
                .then()
                .statusCode(201);
    }

    /** Thirty days and more, and DocuSign was asked twice. */
    @Test
    void anIdleConnectionWithExtendedIsKeptAliveAtHalfLife() {
        connect("signature", "extended");
        days(13);
        assertThat(isTrue("due_at BETWEEN clock_timestamp() + interval '1 day' AND clock_timestamp() + interval"
                        + " '2 days'"))
                .isTrue();

        days(2);
        awaitRefreshes(1);
        assertThat(isTrue("refresh_expires_at > clock_timestamp() + interval '29 days 23 hours'"))
                .isTrue();
        assertThat(isTrue("due_at BETWEEN clock_timestamp() + interval '13 days 23 hours'"
                        + " AND clock_timestamp() + interval '15 days'"))
                .isTrue();

        days(15);
        awaitRefreshes(2);
        days(3);
        tenant.view().body("state", equalTo("active"));
        assertThat(renewal.refreshes()).hasSize(2).allMatch(TokenCall::isIssued);
        assertThat(warnings()).isEmpty();
    }

    @Test
    void anIdleConnectionWithoutExtendedIsWarnedOfAndEndsByDocuSignsVerdict() {
        connect("signature");

        days(16);
        passes(HOUR);
        awaitWarning(14);
        days(7);
        awaitWarning(7);
        days(4);
        awaitWarning(3);
        days(2);
        awaitWarning(1);
        assertThat(renewal.refreshes()).isEmpty();
        tenant.view().body("state", equalTo("active"));
        days(1);
        awaitState("consent_required");

        tenant.view().body("reason", equalTo("refresh_token_expired"));
        assertThat(renewal.refreshes()).hasSize(1);
        assertThat(warnings()).containsExactly("14", "7", "3", "1");
    }

    @Test
    void aConnectionInUseIsRenewedBeforeItsTokenExpires() {
        connect("signature", "extended");
        TestingSql.run(
                "UPDATE connection_token SET due_at = access_expires_at - make_interval(secs => ?) WHERE tenant = ?",
                (double) DueTimes.beforeExpiry(Duration.ofHours(8), Duration.ZERO, 0.5)
                        .toSeconds(),
                tenant.tenant());

        passes(Duration.ofMinutes(8 * 60 - 33));
        awaitRefreshes(1);

        assertThat(isTrue("access_expires_at > clock_timestamp() + interval '7 hours 55 min'"))
                .isTrue();
        assertThat(renewal.refreshes()).hasSize(1).allMatch(TokenCall::isIssued);
        assertThat(TestingMetrics.value("countersign_refresh_claims_total")).isPositive();
        assertThat(TestingMetrics.value("countersign_refresh_time_to_expiry_seconds_count"))
                .isPositive();
    }

    /** Whatever DocuSign says of a wrong client secret, in the end it takes one secret to bring everybody back. */
    @Test
    void aNewClientSecretBringsRefusedConnectionsBack() {
        connect("signature", "extended");
        TestingSql.run("""
                INSERT INTO upstream_gate (integration, auth_host, grant_type, secrets_version)
                SELECT name, environment, 'authorization_code', secrets_version FROM integration WHERE name = ?
                """, tenant.integration());
        TestingSql.run("""
                INSERT INTO verdict_count (integration, auth_host, grant_type, verdicts, since, flagged_by, flagged_at)
                SELECT name, environment, 'authorization_code', 6, clock_timestamp(), gen_random_uuid(),
                    clock_timestamp()
                FROM integration WHERE name = ?
                """, tenant.integration());
        TestingSql.run(
                "UPDATE connection_token SET state = 'consent_required', reason = 'consent_revoked', due_at = NULL"
                        + " WHERE tenant = ?",
                tenant.tenant());

        addClientSecret();
        awaitState("active");

        awaitRefreshes(1);
        TestingTrail.settle();
        assertThat(TestingSql.value(
                        Long.class,
                        "SELECT count(*) FROM audit_event WHERE type = 'integration.unflagged' AND details ->>"
                                + " 'integration' = ?",
                        tenant.integration()))
                .isEqualTo(1);
        TestingWait.until(
                "the recovery is recorded",
                () -> "consent_revoked".equals(TestingTrail.reason(tenant.tenant(), "connection.recovered")));
    }

    /** A replica looks every fifteen seconds: once for everything that it looks at, whoever wrote it. */
    @Test
    void whatWaitsIsPutBackAndToldAsWhatIsClosedIs() {
        // Given
        connect("signature", "extended");
        TestingRenewal doubtful = renewal;
        isInDoubt();
        connect("signature", "extended");
        waitsForTwoHours();
        isFlagged();
        String gate = "countersign_refresh_gate{environment=\"demo\",grant=\"%s\",integration=\"%s\"} %s";
        List<String> gates = List.of(
                gate.formatted("authorization_code", tenant.integration(), "1.0"),
                gate.formatted("jwt_bearer", tenant.integration(), "0.0"));
        String flag = "countersign_integrations_flagged{integration=\"%s\",reason=\"client_refused\"} 1.0"
                .formatted(tenant.integration());

        // Then
        TestingWait.until(
                "it is due when its pause is over",
                () -> doubtful.stored(Boolean.class, "due_at > clock_timestamp() + interval '90 s'"));
        TestingWait.until("it is counted as unsure", () -> TestingMetrics.value("countersign_connections_unsure") >= 1);
        TestingWait.until(
                "it is counted as expiring",
                () -> TestingMetrics.value("countersign_connections_expiring{within=\"7d\"}") >= 1
                        && TestingMetrics.value("countersign_connections_expiring{within=\"14d\"}") >= 1);
        TestingWait.until("what is closed is told", () -> gates.stream().allMatch(BackgroundIT::isTold));
        assertThat(isTold(flag)).isTrue();
        assertThat(TestingMetrics.value("countersign_refresh_overdue_seconds")).isGreaterThan(HOUR.toSeconds());
        assertThat(TestingMetrics.value("countersign_refresh_overdue")).isPositive();
        assertThat(doubtful.refreshes()).isEmpty();
        TestingSql.run("UPDATE connection_token SET due_since = NULL, due_at = NULL WHERE tenant = ?", tenant.tenant());
    }

    /** Until the renewal that the gate holds up. */
    private void isInDoubt() {
        TestingSql.run("""
                UPDATE connection_token
                SET unsure = true, lease_until = clock_timestamp() + interval '1 hour', due_at = clock_timestamp(),
                    warned_days = 7
                WHERE tenant = ?
                """, tenant.tenant());
    }

    private void waitsForTwoHours() {
        TestingSql.run("""
                UPDATE connection_token
                SET lease_until = clock_timestamp() + interval '1 hour', due_at = clock_timestamp() - interval '2 h'
                WHERE tenant = ?
                """, tenant.tenant());
    }

    /** So that nothing of a user's own consent is renewed; for users that are impersonated there is a gate too. */
    private void isFlagged() {
        TestingSql.run("""
                INSERT INTO upstream_gate (integration, auth_host, grant_type, paused_until, reason, flag, flagged_at,
                    flagged_by, secrets_version)
                SELECT name, environment, 'authorization_code', clock_timestamp() + interval '1 hour', 'client_refused',
                    'client_refused', clock_timestamp(), gen_random_uuid(), secrets_version
                FROM integration WHERE name = ?
                """, tenant.integration());
        TestingSql.run("""
                INSERT INTO upstream_gate (integration, auth_host, grant_type, reason, probing)
                SELECT name, environment, 'jwt_bearer', 'breaker', true FROM integration WHERE name = ?
                """, tenant.integration());
    }

    private static boolean isTold(String line) {
        return TestingMetrics.all().lines().anyMatch(line::equals);
    }

    @Test
    void whatIsMeasuredHasFewBuckets() {
        connect("signature", "extended");
        String all = TestingMetrics.all();

        assertThat(all)
                .contains(
                        "countersign_docusign_call_duration_seconds_bucket{call=\"exchange\",environment=\"demo\","
                                + "le=\"0.1\"}",
                        "countersign_database_statement_seconds_bucket{le=\"0.005\"}",
                        "countersign_docusign_away{environment=\"production\"} 0.0");
        assertThat(TestingMetrics.value("countersign_database_away")).isZero();
        assertThat(TestingMetrics.value("countersign_database_slow")).isZero();
        assertThat(all.lines()
                        .filter(line -> line.startsWith("http_server_requests_seconds_bucket{")
                                && line.contains("uri=\"/v1/tenants/{tenant}\"")
                                && line.contains("status=\"201\"")))
                .hasSize(8);
    }
}
