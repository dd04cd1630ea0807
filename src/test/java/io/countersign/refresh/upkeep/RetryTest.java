package io.countersign.refresh.upkeep;

import static io.countersign.TestingCaller.keyOf;
import static io.countersign.TestingCaller.operator;
import static io.countersign.TestingCaller.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingRenewal;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingTrail;
import io.countersign.TestingWait;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An operator has a connection renewed at once. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class RetryTest {
    private TestingTenant tenant;
    private TestingRenewal renewal;

    @BeforeEach
    void connect() {
        tenant = TestingTenant.connected();
        renewal = new TestingRenewal(tenant);
    }

    private ValidatableResponse retry() {
        return operator().body("{}").post(tenant.connection() + "/retry").then();
    }

    private void set(String assignments) {
        TestingSql.run("UPDATE connection_token SET " + assignments + " WHERE tenant = ?", tenant.tenant());
    }

    private void waitForState(String state) {
        TestingWait.until(
                "the connection is " + state,
                () -> renewal.stored(String.class, "state").equals(state));
    }

    private void waitForRefreshes(int count) {
        TestingWait.until(count + " refreshes", () -> renewal.refreshes().size() == count);
    }

    @Test
    void bringsBackWhatWasRefusedWithoutCause() {
        set("state = 'consent_required', reason = 'consent_revoked', due_at = NULL, failures = 4,"
                + " lease_until = clock_timestamp() + interval '15 s'");

        retry().statusCode(202).body(equalTo(""));

        waitForState("active");
        tenant.view().body("reason", nullValue()).body("last_error", nullValue());
        tenant.token(Map.of()).statusCode(200);
        TestingWait.until(
                "the recovery is recorded",
                () -> TestingTrail.typesOf(tenant.tenant()).contains("connection.recovered"));
        assertThat(TestingTrail.typesOf(tenant.tenant())).contains("connection.retried");
        assertThat(renewal.stored(Boolean.class, "forced")).isFalse();
    }

    @Test
    void releasesWhatIsHeld() {
        set("held_until = clock_timestamp() + interval '10 min'");

        retry().statusCode(202);

        waitForRefreshes(1);
    }

    /** Five slots are taken: whoever is not forced would be held. */
    @Test
    void forcesTheVerdict() {
        TestingSql.run(
                "INSERT INTO upstream_gate (integration, auth_host, grant_type)"
                        + " VALUES (?, 'demo', 'authorization_code')",
                tenant.integration());
        TestingSql.run("""
                INSERT INTO verdict_count (integration, auth_host, grant_type, verdicts, since)
                VALUES (?, 'demo', 'authorization_code', 5, clock_timestamp())
                """, tenant.integration());
        renewal.revokeConsent();

        retry().statusCode(202);

        waitForState("consent_required");
        assertThat(renewal.stored(String.class, "reason")).isEqualTo("consent_revoked");
        assertThat(renewal.stored(Boolean.class, "forced")).isFalse();
        assertThat(TestingSql.value(Boolean.class, """
                SELECT g.secrets_version = i.secrets_version
                FROM upstream_gate g JOIN integration i ON i.name = g.integration WHERE i.name = ?
                """, tenant.integration()))
                .as("another client secret is news")
                .isTrue();
    }

    @Test
    void renewsAnActiveConnectionToo() {
        operator().post(tenant.connection() + "/retry").then().statusCode(202);

        waitForRefreshes(1);
        waitForState("active");
    }

    /** More than ten calls a minute are nobody's wish. */
    @Test
    void leavesARenewedConnectionItsRest() {
        retry().statusCode(202);
        TestingWait.until("the new tokens are stored", () -> renewal.stored(Long.class, "generation") == 2L);

        retry().statusCode(202);

        assertThat(TestingSql.value(
                        Boolean.class,
                        "SELECT lease_until > clock_timestamp() FROM connection_token WHERE tenant = ?",
                        tenant.tenant()))
                .isTrue();
        assertThat(renewal.refreshes()).hasSize(1);
    }

    @Test
    void leavesALeaseAndThePauseAfterOneThatNobodyEnded() {
        set("lease_owner = gen_random_uuid(), lease_until = clock_timestamp() + interval '1 min', failures = 2");
        String lease = renewal.stored(Object.class, "lease_until").toString();
        retry().statusCode(202);
        assertThat(renewal.stored(Object.class, "lease_until")).hasToString(lease);

        set("lease_owner = NULL, unsure = true, failures = 2");
        retry().statusCode(202);

        assertThat(renewal.stored(Object.class, "lease_until")).hasToString(lease);
        assertThat(renewal.refreshes()).isEmpty();
    }

    @Test
    void needsTokens() {
        TestingTenant unconnected = TestingTenant.create(Map.of());
        operator()
                .body("{}")
                .post(unconnected.connection() + "/retry")
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:countersign:problem:consent-required"))
                .body("state", equalTo("awaiting_consent"))
                .body("consent_links", equalTo(unconnected.connection() + "/consent-links"));
        assertThat(TestingTrail.typesOf(unconnected.tenant())).doesNotContain("connection.retried");

        operator().delete(tenant.connection()).then().statusCode(200);
        retry().statusCode(409).body("state", equalTo("disconnected"));
    }

    @Test
    void saysThatAConsentWaitsForConfirmation() {
        String email = UUID.randomUUID() + "@example.com";
        TestDocuSign.person(email, "One", "Two");
        TestingTenant pending = TestingTenant.create(Map.of());
        pending.consent(email);

        operator()
                .body("{}")
                .post(pending.connection() + "/retry")
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:countersign:problem:awaiting-confirmation"))
                .body("state", equalTo("awaiting_confirmation"));
    }

    @Test
    void isForWhoeverManagesTheConnection() {
        String reader = keyOf("retry-reader", List.of(tenant.tenant()), "connection:read", "token:issue");
        with(reader).body("{}").post(tenant.connection() + "/retry").then().statusCode(403);
        String stranger = keyOf("retry-stranger", List.of("somebody-else"), "connection:manage");
        with(stranger).body("{}").post(tenant.connection() + "/retry").then().statusCode(404);
        operator()
                .body("{}")
                .post("/v1/tenants/" + tenant.tenant() + "/connections/other/retry")
                .then()
                .statusCode(404);
        operator()
                .body("{}")
                .post("/v1/tenants/NOT-A-NAME/connections/default/retry")
                .then()
                .statusCode(404);
        operator()
                .body("{\"now\":true}")
                .post(tenant.connection() + "/retry")
                .then()
                .statusCode(422);

        assertThat(renewal.stored(Boolean.class, "forced")).isFalse();
    }

    @Test
    void aPauseOfTheIntegrationIsKept() {
        renewal.passes(Duration.ofHours(8));
        TestingSql.run("""
                INSERT INTO upstream_gate (integration, auth_host, grant_type, paused_until, reason)
                VALUES (?, 'demo', 'authorization_code', clock_timestamp() + interval '5 min', 'retry_after')
                """, tenant.integration());

        retry().statusCode(202);

        tenant.token(Map.of()).statusCode(503);
        assertThat(renewal.refreshes()).isEmpty();
        assertThat(renewal.stored(Boolean.class, "forced")).isTrue();
    }
}
