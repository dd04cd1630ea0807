package io.countersign.issuing;

import static io.countersign.TestingCaller.keyOf;
import static io.countersign.TestingCaller.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.agroal.api.AgroalDataSource;
import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingRows;
import io.countersign.TestingTenant;
import io.countersign.TestingTrail;
import io.countersign.simulator.DocuSignSimulator;
import io.countersign.simulator.Fault;
import io.countersign.simulator.FaultTarget;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which token is issued: the four rules. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class IssuingRulesTest {
    private static final Map<String, Object> UNSAID = Map.of();
    private static final FaultTarget REFRESH = FaultTarget.TOKEN_REFRESH;

    @Inject
    AgroalDataSource database;

    private final DocuSignSimulator docusign = TestDocuSign.simulator();
    private TestingTenant tenant;
    private TestingRows rows;
    private String first;
    private int callsBefore;

    @BeforeEach
    void connect() {
        rows = new TestingRows(database);
        tenant = TestingTenant.connected();
        first = tenant.token(UNSAID).statusCode(200).extract().path("access_token");
        callsBefore = docusign.oracle().count("refresh_token");
    }

    @AfterEach
    void mend() {
        docusign.faults().clear();
        docusign.change(settings -> settings.withAccessTokenLife(Duration.ofHours(8)));
    }

    private int refreshes() {
        return docusign.oracle().count("refresh_token") - callsBefore;
    }

    private static Map<String, Object> atLeast(int seconds) {
        return Map.of("min_ttl_seconds", seconds);
    }

    private void lives(int seconds) {
        rows.accessTokenLives(tenant.tenant(), seconds);
    }

    private void set(String assignments) {
        rows.change("UPDATE connection_token SET " + assignments + " WHERE tenant = ?", tenant.tenant());
    }

    private void assertFirst(ValidatableResponse answer, int seconds) {
        answer.statusCode(200)
                .body("access_token", equalTo(first))
                .body("expires_in", allOf(lessThanOrEqualTo(seconds), greaterThan(seconds - 15)));
    }

    private static void assertUnavailable(ValidatableResponse answer) {
        answer.statusCode(503)
                .body("type", equalTo("urn:countersign:problem:unavailable"))
                .header("Retry-After", Integer::parseInt, greaterThanOrEqualTo(1));
    }

    @Test
    void aTokenThatLastsIsIssuedAtOnce() {
        assertFirst(tenant.token(atLeast(27_000)), 28_800);
        lives(660);
        assertFirst(tenant.token(UNSAID), 660);
        lives(60);
        assertFirst(tenant.token(atLeast(0)), 60);
        assertThat(refreshes()).isZero();
    }

    @Test
    void oneThatDoesNotLastIsRenewed() {
        lives(599);

        tenant.token(UNSAID)
                .statusCode(200)
                .body("access_token", not(equalTo(first)))
                .body("expires_in", greaterThan(28_700))
                .body("scope", equalTo("signature"));

        assertThat(refreshes()).isEqualTo(1);
        tenant.view()
                .body("last_refreshed_at", org.hamcrest.Matchers.notNullValue())
                .body("last_error", nullValue());
    }

    @Test
    void aTokenJustObtainedAlwaysSatisfies() {
        docusign.change(settings -> settings.withAccessTokenLife(Duration.ofSeconds(30)));
        lives(60);

        tenant.token(atLeast(27_000)).statusCode(200).body("expires_in", lessThanOrEqualTo(30));
    }

    @Test
    void withoutANewTokenTheOldOneServesWhoeverSaidNothing() {
        docusign.faults().always(Fault.serverError(REFRESH));
        lives(100);

        assertFirst(tenant.token(UNSAID), 100);
        assertUnavailable(tenant.token(atLeast(600)));
        assertUnavailable(tenant.token(atLeast(200)));
        assertFirst(tenant.token(atLeast(20)), 100);
        lives(59);
        assertUnavailable(tenant.token(UNSAID));
        tenant.view().body("state", equalTo("active")).body("last_error", equalTo("no_answer"));
    }

    @Test
    void anOperatorsFaultHarmsNoConnection() {
        docusign.faults().once(Fault.unauthorizedClient(REFRESH));
        lives(100);

        assertFirst(tenant.token(UNSAID), 100);
        assertFirst(tenant.token(UNSAID), 100);
        assertUnavailable(tenant.token(atLeast(600)));

        assertThat(refreshes()).as("the integration rests").isEqualTo(1);
        tenant.view().body("state", equalTo("active")).body("last_error", equalTo("client_refused"));
    }

    @Test
    void aPauseThatDocuSignAskedForIsToldOn() {
        docusign.faults().once(Fault.tooManyRequests(REFRESH, Duration.ofSeconds(120)));
        lives(30);

        assertUnavailable(tenant.token(UNSAID));
        tenant.token(UNSAID).statusCode(503).header("Retry-After", Integer::parseInt, greaterThan(100));

        assertThat(refreshes()).isEqualTo(1);
        tenant.view().body("state", equalTo("active"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lost_response", "refresh_token_expired", "scopes_missing"})
    void whereDocuSignLetsTheTokenRunItIsIssuedToItsEnd(String reason) {
        set("state = 'consent_required', reason = '" + reason + "'");

        assertFirst(tenant.token(UNSAID), 28_800);
        lives(100);
        assertFirst(tenant.token(UNSAID), 100);
        assertFirst(tenant.token(atLeast(10)), 100);
        assertConsentRequired(tenant.token(atLeast(600)), reason);
        lives(59);
        assertConsentRequired(tenant.token(UNSAID), reason);
        assertThat(refreshes()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"consent_revoked", "user_gone"})
    void whereTheConsentIsTakenBackNothingIsIssued(String reason) {
        set("state = 'consent_required', reason = '" + reason + "'");

        assertConsentRequired(tenant.token(UNSAID), reason);
        assertConsentRequired(tenant.token(atLeast(0)), reason);
        assertThat(refreshes()).isZero();
    }

    private static void assertConsentRequired(ValidatableResponse answer, String reason) {
        answer.statusCode(409)
                .body("type", equalTo("urn:countersign:problem:consent-required"))
                .body("state", equalTo("consent_required"))
                .body("reason", equalTo(reason));
    }

    @Test
    void aVerdictOfDocuSignStands() {
        docusign.faults().once(Fault.bareInvalidGrant(REFRESH));
        lives(100);

        assertConsentRequired(tenant.token(UNSAID), "consent_revoked");
        assertConsentRequired(tenant.token(UNSAID), "consent_revoked");

        assertThat(refreshes()).isEqualTo(1);
        assertThat(TestingTrail.reason(tenant.tenant(), "connection.consent-required"))
                .isEqualTo("consent_revoked");
    }

    @Test
    void pastItsComputedEndTheRefreshTokenHasExpired() {
        docusign.faults().once(Fault.bareInvalidGrant(REFRESH));
        set("refresh_expires_at = clock_timestamp()");
        lives(100);

        assertFirst(tenant.token(UNSAID), 100);

        tenant.view().body("reason", equalTo("refresh_token_expired"));
    }

    @Test
    void aLostAnswerBecomesAStateNotAGuess() {
        docusign.faults().once(Fault.droppedAfter(REFRESH));
        lives(100);
        assertFirst(tenant.token(UNSAID), 100);
        tenant.view().body("state", equalTo("active"));

        assertFirst(tenant.token(UNSAID), 100);

        tenant.view().body("state", equalTo("consent_required")).body("reason", equalTo("lost_response"));
        assertThat(refreshes()).isEqualTo(2);
    }

    @Test
    void onlyAManagerIsToldHowToGetALink() {
        set("state = 'consent_required', reason = 'user_gone'");
        String key = keyOf("issuer-" + UUID.randomUUID(), List.of(tenant.tenant()), "token:issue");

        tenant.token(UNSAID).body("consent_links", equalTo(tenant.connection() + "/consent-links"));
        with(key)
                .body("{}")
                .post(tenant.connection() + "/token")
                .then()
                .statusCode(409)
                .body("reason", equalTo("user_gone"))
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
    void aBodyMayBeLeftOut() {
        io.countersign.TestingCaller.operator()
                .post(tenant.connection() + "/token")
                .then()
                .statusCode(200)
                .body("access_token", equalTo(first));
    }
}
