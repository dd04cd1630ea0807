package io.countersign.issuing;

import static io.countersign.TestingCaller.keyOf;
import static io.countersign.TestingCaller.operator;
import static io.countersign.TestingCaller.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.both;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingRenewal;
import io.countersign.TestingTenant;
import io.countersign.TestingTrail;
import io.countersign.simulator.DocuSignSimulator;
import io.countersign.simulator.Fault;
import io.countersign.simulator.FaultTarget;
import io.countersign.simulator.OddAnswer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What an answer says, and to whom, as long as DocuSign has given no verdict (else: {@link ConsentRequiredTest}). Which
 * token it is by which rule: {@link IssuingRulesOnEveryPathTest}.
 */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class IssuingRulesTest {
    private static final FaultTarget REFRESH = FaultTarget.TOKEN_REFRESH;

    private final DocuSignSimulator docusign = TestDocuSign.simulator();
    private TestingTenant tenant;
    private TestingRenewal renewal;
    private String first;

    @BeforeEach
    void connect() {
        tenant = TestingTenant.connected();
        renewal = new TestingRenewal(tenant);
        first = tenant.accessToken(Map.of());
    }

    @AfterEach
    void mend() {
        docusign.faults().clear();
        docusign.change(settings -> settings.withAccessTokenLife(Duration.ofHours(8)));
    }

    private void leaveAHundredSeconds() {
        renewal.passesUntilLeft(Duration.ofSeconds(100));
    }

    @Test
    void aRenewedConnectionSaysWhenAndIsWithoutError() {
        docusign.faults().once(Fault.droppedBefore(REFRESH));
        leaveAHundredSeconds();
        tenant.token(Map.of()).statusCode(200).body("access_token", equalTo(first));
        tenant.view().body("state", equalTo("active")).body("last_error", equalTo("no_answer"));
        renewal.passes(Duration.ofSeconds(2));

        tenant.token(Map.of("min_ttl_seconds", 600)).statusCode(200).body("scope", equalTo("signature"));

        tenant.view().body("last_refreshed_at", notNullValue()).body("last_error", nullValue());
    }

    @Test
    void aTokenJustObtainedAlwaysSatisfies() {
        docusign.change(settings -> settings.withAccessTokenLife(Duration.ofSeconds(200)));
        leaveAHundredSeconds();

        tenant.token(Map.of("min_ttl_seconds", 27_000))
                .statusCode(200)
                .body("expires_in", both(greaterThan(100)).and(lessThanOrEqualTo(200)));
    }

    @Test
    void aRenewalThatPromisesLessLeavesTheOldToken() {
        docusign.faults().once(OddAnswer.EXPIRES_IN_THIRTY.fault(REFRESH));
        renewal.passesUntilLeft(Duration.ofMinutes(9));

        tenant.token(Map.of())
                .statusCode(200)
                .body("access_token", equalTo(first))
                .body("expires_in", both(greaterThan(480)).and(lessThanOrEqualTo(540)));

        assertThat(renewal.refreshes()).hasSize(1);
        renewal.passes(Duration.ofSeconds(60));
        tenant.token(Map.of("min_ttl_seconds", 300)).statusCode(200).body("access_token", equalTo(first));
        tenant.token(Map.of("min_ttl_seconds", 600)).statusCode(200).body("access_token", not(equalTo(first)));
        assertThat(renewal.refreshes().getLast().presentedRefreshToken())
                .as("the new refresh token was stored")
                .isEqualTo(renewal.refreshes().getFirst().issuedRefreshToken());
    }

    @Test
    void anOperatorsFaultHarmsNoConnection() {
        docusign.faults().once(Fault.unauthorizedClient(REFRESH));
        leaveAHundredSeconds();

        assertThat(tenant.accessToken(Map.of())).isEqualTo(first);
        assertThat(tenant.accessToken(Map.of())).isEqualTo(first);

        assertThat(renewal.refreshes()).as("the integration rests").hasSize(1);
        tenant.view().body("state", equalTo("active")).body("last_error", equalTo("client_refused"));
    }

    @Test
    void aFlaggedIntegrationIsNamedAsTheCause() {
        TestingTenant beside = tenant.connectedBeside();
        docusign.faults().once(Fault.unauthorizedClient(REFRESH));
        leaveAHundredSeconds();

        tenant.token(Map.of("min_ttl_seconds", 600))
                .statusCode(503)
                .body("detail", containsString("An operator of the vault has to look at its integration"))
                .body("satisfiable_seconds", greaterThan(50));

        beside.view().body("last_error", equalTo("client_refused"));
        operator()
                .get("/v1/integrations/" + tenant.integration())
                .then()
                .body("flag.reason", equalTo("client_refused"))
                .body("flag.since", notNullValue());
        operator()
                .body(Map.of("client_secret", "another"))
                .post("/v1/integrations/" + tenant.integration() + "/client-secrets")
                .then()
                .statusCode(201);
        beside.view().body("last_error", nullValue());
        operator()
                .get("/v1/integrations/" + tenant.integration())
                .then()
                .body("$", hasKey("flag"))
                .body("flag", nullValue());
    }

    @Test
    void aVerdictIsRecordedOnce() {
        docusign.faults().once(Fault.bareInvalidGrant(REFRESH));
        leaveAHundredSeconds();

        tenant.token(Map.of()).statusCode(409).body("reason", equalTo("consent_revoked"));
        tenant.token(Map.of()).statusCode(409);

        assertThat(renewal.refreshes()).hasSize(1);
        assertThat(TestingTrail.typesOf(tenant.tenant())).containsOnlyOnce("connection.consent_required");
        assertThat(TestingTrail.reason(tenant.tenant(), "connection.consent_required"))
                .isEqualTo("consent_revoked");
    }

    @Test
    void onlyAManagerIsToldHowToGetALink() {
        renewal.revokeConsent();
        leaveAHundredSeconds();
        String key = keyOf("issuer-" + UUID.randomUUID(), List.of(tenant.tenant()), "token:issue");

        tenant.token(Map.of()).body("consent_links", equalTo(tenant.connection() + "/consent-links"));
        with(key)
                .body("{}")
                .post(tenant.connection() + "/token")
                .then()
                .statusCode(409)
                .body("reason", equalTo("consent_revoked"))
                .body("consent_links", nullValue());
    }

    @Test
    void aCallerWithoutThePermissionGetsNothing() {
        String reader = keyOf("reader-" + UUID.randomUUID(), List.of(tenant.tenant()), "connection:read");
        String stranger = keyOf("stranger-" + UUID.randomUUID(), List.of("another"), "token:issue");

        with(reader).body("{}").post(tenant.connection() + "/token").then().statusCode(403);
        with(stranger).body("{}").post(tenant.connection() + "/token").then().statusCode(404);
    }

    @Test
    void theOtherConnectionsOfAGrantThatNamesSomeAreNotThere() {
        String name = "narrow-" + UUID.randomUUID();
        operator()
                .body(Map.of(
                        "grants",
                        List.of(
                                Map.of("tenants", List.of("*"), "permissions", List.of("tenant:read")),
                                Map.of(
                                        "tenants",
                                        List.of(tenant.tenant()),
                                        "connections",
                                        List.of("other"),
                                        "permissions",
                                        List.of("token:issue")))))
                .put("/v1/callers/" + name)
                .then()
                .statusCode(201);
        String key = operator()
                .body("{}")
                .post("/v1/callers/" + name + "/api-keys")
                .then()
                .extract()
                .path("api_key");

        with(key).body("{}").post(tenant.connection() + "/token").then().statusCode(404);
        with(key)
                .body("{}")
                .post(TestingTenant.connected().connection() + "/token")
                .then()
                .statusCode(403);
    }

    @Test
    void aBodyMayBeLeftOut() {
        operator().post(tenant.connection() + "/token").then().statusCode(200).body("access_token", equalTo(first));
    }

    @Test
    void renewsForWhoAsksForMoreThanIsLeft() {
        renewal.passesUntilLeft(Duration.ofSeconds(700));

        tenant.token(Map.of("min_ttl_seconds", 27_000)).statusCode(200).body("expires_in", greaterThan(28_000));
        assertThat(renewal.refreshes()).hasSize(1);
    }

    @Test
    void issuesTheOldTokenInAnOutageToWhoDidNotInsist() {
        docusign.faults().always(Fault.serverError(REFRESH));
        renewal.passesUntilLeft(Duration.ofSeconds(100));

        tenant.token(Map.of())
                .statusCode(200)
                .body("access_token", equalTo(first))
                .body("expires_in", both(greaterThan(0)).and(lessThanOrEqualTo(100)));
        tenant.view().body("state", equalTo("active"));
    }

    @Test
    void asksForPatienceInAnOutageOfWhoInsisted() {
        docusign.faults().always(Fault.serverError(REFRESH));
        renewal.passesUntilLeft(Duration.ofSeconds(100));

        tenant.token(Map.of("min_ttl_seconds", 600))
                .statusCode(503)
                .contentType("application/problem+json")
                .header("Retry-After", matchesPattern("[1-9]\\d*"))
                .body("type", equalTo("urn:countersign:problem:unavailable"))
                .body("detail", containsString("DocuSign did not answer"))
                .body("satisfiable_seconds", both(greaterThan(50)).and(lessThanOrEqualTo(100)));
    }

    @Test
    void triesAgainWhenTheBackOffEndsBeforeTheWait() {
        docusign.faults().once(Fault.droppedBefore(REFRESH));
        renewal.passes(Duration.ofHours(8));
        tenant.token(Map.of()).statusCode(503);

        assertThat(tenant.accessToken(Map.of())).isNotEqualTo(first);
        assertThat(renewal.refreshes()).hasSize(2);
    }
}
