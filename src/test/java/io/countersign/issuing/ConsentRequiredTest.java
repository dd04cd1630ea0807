package io.countersign.issuing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.both;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingRenewal;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.simulator.Fault;
import io.countersign.simulator.FaultEffect;
import io.countersign.simulator.FaultTarget;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What is issued once DocuSign has given its verdict: rule 4 of the contract. In each test 100 seconds of the old token
 * are left.
 */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ConsentRequiredTest {
    private TestingTenant tenant;
    private TestingRenewal renewal;
    private String first;

    @BeforeEach
    void connect() {
        tenant = TestingTenant.connected();
        renewal = new TestingRenewal(tenant);
        first = tenant.accessToken(Map.of());
    }

    private static void refuseNextRefresh(String description) {
        String body = "{\"error\":\"invalid_grant\",\"error_description\":\"%s\"}".formatted(description);
        TestDocuSign.simulator()
                .faults()
                .once(Fault.of(FaultTarget.TOKEN_REFRESH, new FaultEffect.AnsweredInstead(400, body, Map.of())));
    }

    private void leaveAHundredSeconds() {
        renewal.passesUntilLeft(Duration.ofSeconds(100));
    }

    @AfterEach
    void repairDocuSign() {
        TestDocuSign.simulator().faults().clear();
    }

    @Test
    void issuesNothingAfterTheConsentWasRevoked() {
        leaveAHundredSeconds();
        renewal.revokeConsent();

        refusedFor("consent_revoked", Map.of());
        refusedFor("consent_revoked", Map.of("min_ttl_seconds", 0)).body("satisfiable_seconds", nullValue());
    }

    @Test
    void issuesNothingOfAUserWhoHasGone() {
        leaveAHundredSeconds();
        refuseNextRefresh("user_not_found");

        refusedFor("user_gone", Map.of());
        refusedFor("user_gone", Map.of("min_ttl_seconds", 0));
    }

    @Test
    void issuesTheOldTokenToItsEndWhereScopesAreMissing() {
        leaveAHundredSeconds();
        refuseNextRefresh("consent_required");

        oldTokenRunsOutFor("scopes_missing");
    }

    @Test
    void issuesTheOldTokenToItsEndAfterALostResponse() {
        leaveAHundredSeconds();
        TestDocuSign.simulator().faults().once(Fault.droppedAfter(FaultTarget.TOKEN_REFRESH));
        tenant.token(Map.of("min_ttl_seconds", 600)).statusCode(503);
        assertThat(renewal.stored(Boolean.class, "unsure")).isTrue();
        renewal.passes(Duration.ofSeconds(2));

        oldTokenRunsOutFor("lost_response");
    }

    @Test
    void issuesTheOldTokenToItsEndAfterTheRefreshTokenExpired() {
        leaveAHundredSeconds();
        TestingSql.run(
                "UPDATE connection_token SET refresh_expires_at = clock_timestamp() WHERE tenant = ?", tenant.tenant());
        refuseNextRefresh("expired_refresh_token");

        oldTokenRunsOutFor("refresh_token_expired");
    }

    @Test
    void leadsBackWithANewConsent() {
        leaveAHundredSeconds();
        String email = tenant.view().extract().path("user.email");
        renewal.revokeConsent();
        refusedFor("consent_revoked", Map.of());

        assertThat(tenant.consent(email).statusCode()).isEqualTo(200);

        tenant.view().body("state", equalTo("active")).body("reason", equalTo(null));
        assertThat(tenant.accessToken(Map.of())).isNotEqualTo(first);
    }

    /** Nothing is renewed in that state, so DocuSign hears of it once. */
    private void oldTokenRunsOutFor(String reason) {
        int before = renewal.refreshes().size();
        assertThat(tenant.accessToken(Map.of())).isEqualTo(first);
        assertThat(tenant.accessToken(Map.of("min_ttl_seconds", 70))).isEqualTo(first);
        refusedFor(reason, Map.of("min_ttl_seconds", 600))
                .body("satisfiable_seconds", both(greaterThan(70)).and(lessThanOrEqualTo(100)));
        renewal.passes(Duration.ofSeconds(50));
        refusedFor(reason, Map.of());
        assertThat(renewal.refreshes()).hasSize(before + 1);
    }

    private ValidatableResponse refusedFor(String reason, Map<String, Object> request) {
        ValidatableResponse answer = tenant.token(request)
                .statusCode(409)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:countersign:problem:consent-required"))
                .body("state", equalTo("consent_required"))
                .body("reason", equalTo(reason))
                .body("consent_links", notNullValue());
        tenant.view().body("state", equalTo("consent_required")).body("reason", equalTo(reason));
        return answer;
    }
}
