package io.countersign.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingCaller;
import io.countersign.TestingRenewal;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingWait;
import io.countersign.simulator.Fault;
import io.countersign.simulator.OddAnswer;
import io.countersign.simulator.TokenCall;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Trouble with DocuSign that is nobody's consent: the connection stays active, and the cure brings tokens again. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class UpstreamTroubleTest extends ExpiredTokenFixture {

    @Test
    void pausesForAsLongAsDocuSignAsks() {
        TestDocuSign.simulator().faults().once(Fault.tooManyRequests(REFRESH, Duration.ofMinutes(2)));
        tenant.token(INSISTING).statusCode(503);

        String patience = tenant.token(INSISTING).statusCode(503).extract().header("Retry-After");

        assertThat(Integer.parseInt(patience)).isBetween(100, 120);
        assertThat(renewal.refreshes()).hasSize(1);
        TestingTenant other = TestingTenant.connected();
        new TestingRenewal(other).passes(TOKEN_LIFE);
        other.token(INSISTING).statusCode(200);
        renewal.passes(Duration.ofMinutes(2));
        tenant.token(INSISTING).statusCode(200);
    }

    @Test
    void aLimitForOneUserPausesItsConnectionOnly() {
        TestingTenant other = tenant.connectedBeside();
        new TestingRenewal(other).passes(TOKEN_LIFE);
        TestDocuSign.simulator().faults().once(Fault.userThrottled(REFRESH, Duration.ofMinutes(2)));
        tenant.token(INSISTING).statusCode(503);

        String patience = tenant.token(INSISTING).statusCode(503).extract().header("Retry-After");

        assertThat(Integer.parseInt(patience)).isBetween(100, 120);
        other.token(INSISTING).statusCode(200);
        renewal.passes(Duration.ofMinutes(2));
        tenant.token(INSISTING).statusCode(200);
    }

    /** A firewall's page for hours, and an operator who retries: nobody is disconnected by what is not DocuSign. */
    @ParameterizedTest
    @EnumSource(
            value = OddAnswer.class,
            names = {"FIREWALL_403", "PROXY_407", "NOT_FOUND_404", "LEGAL_451", "PLAIN_400"})
    void whatStandsBeforeDocuSignCondemnsNobody(OddAnswer odd) {
        TestDocuSign.simulator().faults().always(odd.fault(REFRESH));
        for (int i = 0; i < 4; i++) {
            tenant.token(INSISTING).statusCode(503);
            renewal.passes(Duration.ofMinutes(11));
        }

        tenant.view().body("state", equalTo("active")).body("last_error", equalTo("unexpected_answer"));
        TestDocuSign.simulator().faults().clear();
        tenant.token(INSISTING).statusCode(200);
    }

    @Test
    void blamesNoTenantForAWrongClientSecret() {
        // Given
        String newSecret = "another-" + tenant.clientSecret();
        TestDocuSign.simulator()
                .changeClient(
                        renewal.integrationKey(),
                        client -> client.withSecret(newSecret).withoutSecret(tenant.clientSecret()));

        // When
        tenant.token(INSISTING).statusCode(503);

        // Then
        tenant.view().body("state", equalTo("active")).body("last_error", equalTo("client_refused"));
        assertThat(renewal.refreshes()).hasSize(1);

        // When
        addClientSecret(newSecret);
        renewal.passes(Duration.ofSeconds(31));

        // Then
        tenant.token(INSISTING).statusCode(200);
        tenant.view().body("last_error", equalTo(null));
        renewal.passes(TOKEN_LIFE);
        int before = renewal.refreshes().size();
        tenant.token(INSISTING).statusCode(200);
        assertThat(renewal.refreshes())
                .as("the secret that worked last is tried first")
                .hasSize(before + 1)
                .last()
                .matches(TokenCall::isIssued);
    }

    /** Another replica heard meanwhile that DocuSign wants patience. */
    @Test
    void triesNoOtherClientSecretThroughAClosedGate() {
        // Given
        String newSecret = "another-" + tenant.clientSecret();
        TestDocuSign.simulator()
                .changeClient(
                        renewal.integrationKey(),
                        client -> client.withSecret(newSecret).withoutSecret(tenant.clientSecret()));
        addClientSecret(newSecret);
        TestDocuSign.simulator().faults().once(Fault.delayAfter(REFRESH, Duration.ofSeconds(2)));

        // When
        TestingCaller.operator()
                .body("{}")
                .post(tenant.connection() + "/retry")
                .then()
                .statusCode(202);
        TestingWait.until("DocuSign is asked", () -> renewal.refreshes().size() == 1);
        TestingSql.run("""
                INSERT INTO upstream_gate (integration, auth_host, grant_type, paused_until, reason)
                VALUES (?, 'demo', 'authorization_code', clock_timestamp() + interval '5 min', 'retry_after')
                """, tenant.integration());

        // Then
        TestingWait.until(
                "the attempt has ended", () -> "gate_closed".equals(renewal.stored(String.class, "last_error")));
        assertThat(renewal.stored(Boolean.class, "unsure")).isFalse();
        assertThat(renewal.stored(String.class, "state")).isEqualTo("active");
        assertThat(renewal.refreshes()).hasSize(1);
        renewal.passes(Duration.ofMinutes(5));
        tenant.token(INSISTING).statusCode(200);
    }

    @Test
    void waitsForAClientSecretWhereTheLastOneWasDeleted() {
        deleteTheClientSecret();

        tenant.token(INSISTING).statusCode(503);

        tenant.view().body("state", equalTo("active")).body("last_error", equalTo("client_secret_missing"));
        assertThat(renewal.refreshes()).isEmpty();
        addClientSecret(tenant.clientSecret());
        renewal.passes(Duration.ofSeconds(31));
        tenant.token(INSISTING).statusCode(200);
    }

    /** The answer may have been lost with new tokens in it, or never made: only the next refresh tells. */
    @Test
    void goesOnAfterAnAnswerThatNeverCame() {
        TestDocuSign.simulator().faults().once(Fault.droppedBefore(REFRESH));
        tenant.token(INSISTING).statusCode(503);
        assertThat(renewal.stored(Boolean.class, "unsure")).isTrue();

        renewal.passes(Duration.ofSeconds(2));
        tenant.token(INSISTING).statusCode(200);

        assertThat(renewal.stored(Boolean.class, "unsure")).isFalse();
    }

    private void addClientSecret(String secret) {
        TestingCaller.operator()
                .body(Map.of("client_secret", secret))
                .post("/v1/integrations/" + tenant.integration() + "/client-secrets")
                .then()
                .statusCode(201);
    }

    private void deleteTheClientSecret() {
        String integration = "/v1/integrations/" + tenant.integration();
        String id = TestingCaller.operator().get(integration).then().extract().path("client_secrets[0].id");
        TestingCaller.operator()
                .delete(integration + "/client-secrets/" + id)
                .then()
                .statusCode(204);
    }
}
