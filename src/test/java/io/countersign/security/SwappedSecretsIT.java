package io.countersign.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingBrowser;
import io.countersign.TestingCaller;
import io.countersign.TestingImpersonation;
import io.countersign.TestingRenewal;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.simulator.SimulatedUser;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.response.ValidatableResponse;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * What is sealed for an integration, or waits for a consent's end, is as little another's as {@link SwappedRowsIT}'s
 * tokens are: nothing of it is sent to DocuSign, or accepted.
 */
@QuarkusIntegrationTest
@WithTestResource(TestDatabase.class)
class SwappedSecretsIT {
    @Test
    void aClientSecretOfAnotherIntegrationIsNeverSent() {
        TestingTenant one = TestingTenant.connected();
        TestingTenant other = TestingTenant.connected();
        TestingTenant bystander = TestingTenant.connected();
        TestingRenewal renewal = new TestingRenewal(one);
        renewal.passes(Duration.ofHours(8));
        Tampering.CLIENT_SECRETS.with(one, other);

        one.token(Map.of()).statusCode(503);

        assertThat(renewal.refreshes()).isEmpty();
        one.view().body("state", equalTo("active"));
        bystander.token(Map.of()).statusCode(200);
        Tampering.CLIENT_SECRETS.with(one, other);
        assertThat(one.accessToken(Map.of())).isNotEmpty();
    }

    @Test
    void aPrivateKeyOfAnotherIntegrationSignsNothing() {
        SimulatedUser user = TestDocuSign.person(UUID.randomUUID() + "@example.com", "Only account");
        TestingImpersonation mine =
                TestingImpersonation.create(Map.of("user_id", user.sub())).trusted();
        TestingImpersonation theirs = TestingImpersonation.create(Map.of()).trusted();
        mine.consents(user);
        Tampering.RSA_KEYS.with(mine.tenant(), theirs.tenant());

        mine.tenant().token(Map.of()).statusCode(503);

        assertThat(mine.assertions()).isZero();
        assertThat(theirs.assertions()).isZero();
        mine.tenant().view().body("state", equalTo("awaiting_consent"));
        Tampering.RSA_KEYS.with(mine.tenant(), theirs.tenant());
        TestingCaller.operator()
                .post(mine.tenant().connection() + "/retry")
                .then()
                .statusCode(202);
        mine.works(user);
    }

    /** Both are sealed under the integration's keyset. */
    @Test
    void aPrivateKeyIsNeverSentAsTheClientSecretBesideIt() {
        TestingTenant one = TestingTenant.connected();
        new TestingImpersonation(one).newKey();
        TestingRenewal renewal = new TestingRenewal(one);
        renewal.passes(Duration.ofHours(8));
        swapSecretWithKey(one.integration());

        one.token(Map.of()).statusCode(503);

        assertThat(renewal.refreshes()).isEmpty();
        swapSecretWithKey(one.integration());
        assertThat(one.accessToken(Map.of())).isNotEmpty();
    }

    @Test
    void aClientSecretIsNoPrivateKeyOfItsIntegration() {
        SimulatedUser user = TestDocuSign.person(UUID.randomUUID() + "@example.com", "Only account");
        TestingImpersonation mine =
                TestingImpersonation.create(Map.of("user_id", user.sub())).trusted();
        mine.consents(user);
        swapSecretWithKey(mine.tenant().integration());

        mine.tenant().token(Map.of()).statusCode(503);

        assertThat(mine.assertions()).isZero();
        mine.tenant().view().body("state", equalTo("awaiting_consent"));
    }

    private static void swapSecretWithKey(String integration) {
        assertThat(TestingSql.run("""
                WITH secret AS (SELECT * FROM integration_secret WHERE integration = ?),
                     key AS (SELECT * FROM integration_rsa_key WHERE integration = ?),
                     moved AS (UPDATE integration_rsa_key k SET sealed = s.sealed FROM secret s
                               WHERE k.integration = s.integration)
                UPDATE integration_secret s SET sealed = k.sealed FROM key k WHERE s.integration = k.integration
                """, integration, integration)).isEqualTo(1);
    }

    @Test
    void aPendingGrantOfAnotherTenantIsNotAccepted() {
        TestingTenant unsure = pending();
        TestingTenant alsoUnsure = pending();
        Tampering.PENDING_GRANTS.with(unsure, alsoUnsure);

        Incident.is(confirm(unsure));

        unsure.view().body("state", equalTo("awaiting_confirmation"));
        unsure.token(Map.of()).statusCode(409);
        Tampering.PENDING_GRANTS.with(unsure, alsoUnsure);
        confirm(unsure).statusCode(200).body("state", equalTo("active"));
        assertThat(unsure.accessToken(Map.of())).isNotEmpty();
    }

    /** A browser gets a page for a person, and the link stays good. */
    @Test
    void aCodeVerifierOfAnotherTenantIsNeverSent() {
        String email = UUID.randomUUID() + "@example.com";
        TestDocuSign.person(email, "Only account");
        TestingTenant unconnected = TestingTenant.create(Map.of("expected_email", email));
        TestingTenant another = TestingTenant.create(Map.of());
        TestingBrowser browser = new TestingBrowser();
        URI link = unconnected.link();
        URI callback = TestingTenant.allowed(browser, link, email);
        TestingTenant.begin(new TestingBrowser(), another.link());
        Tampering.CODE_VERIFIERS.with(unconnected, another);

        HttpResponse<String> page = browser.get(callback);

        assertThat(page.statusCode()).isEqualTo(503);
        assertThat(page.body()).contains(link.getPath()).doesNotContain("Exception", "io.countersign");
        assertThat(browser.get(TestingTenant.allowed(browser, link, email)).statusCode())
                .isEqualTo(200);
        unconnected.token(Map.of()).statusCode(200);
    }

    private static TestingTenant pending() {
        String email = UUID.randomUUID() + "@example.com";
        TestDocuSign.person(email, "One account");
        TestingTenant created = TestingTenant.create(Map.of());
        assertThat(created.consent(email).statusCode()).isEqualTo(200);
        return created;
    }

    private static ValidatableResponse confirm(TestingTenant pending) {
        String consent = pending.view().extract().path("pending.consent_id");
        return TestingCaller.operator()
                .body(Map.of("consent_id", consent))
                .post(pending.connection() + "/confirmation")
                .then();
    }
}
