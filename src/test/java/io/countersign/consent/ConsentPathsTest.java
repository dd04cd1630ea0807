package io.countersign.consent;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingBrowser;
import io.countersign.TestingTenant;
import io.countersign.TestingTrail;
import io.countersign.simulator.SimulatedPerson;
import io.countersign.simulator.SimulatedUser;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The ways of a consent beside the straight one, over HTTP alone. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ConsentPathsTest {
    private String email;
    private SimulatedUser person;

    @BeforeEach
    void meetAPerson() {
        email = UUID.randomUUID() + "@example.com";
        person = TestDocuSign.person(email, "First account", "Second account");
    }

    @Test
    void anUnpinnedConsentWaitsForConfirmation() {
        // Given
        TestingTenant tenant = TestingTenant.create(Map.of());
        assertThat(tenant.consent(email).statusCode()).isEqualTo(200);
        tenant.token(Map.of())
                .statusCode(409)
                .body("type", equalTo("urn:countersign:problem:awaiting-confirmation"))
                .body("state", equalTo("awaiting_confirmation"));
        String consent = tenant.view()
                .body("pending.user.email", equalTo(email))
                .body("pending.accounts", hasSize(2))
                .extract()
                .path("pending.consent_id");

        // When
        String account = TestDocuSign.accountIds(person).getLast();
        confirm(tenant, Map.of("consent_id", consent), 422);
        confirm(tenant, Map.of("consent_id", UUID.randomUUID().toString()), 409);
        confirm(tenant, Map.of("consent_id", consent, "account_id", account), 200);

        // Then
        confirm(tenant, Map.of("consent_id", consent, "account_id", account), 409);
        tenant.token(Map.of()).statusCode(200).body("account_id", equalTo(account));
        tenant.view().body("pending", nullValue()).body("state", equalTo("active"));
    }

    @Test
    void aConsentWithAnotherPersonIsRefused() {
        TestingTenant tenant = TestingTenant.create(Map.of("expected_email", "somebody-else@example.com"));

        assertThat(tenant.consent(email).statusCode()).isEqualTo(409);

        tenant.view().body("state", equalTo("awaiting_consent")).body("pending", nullValue());
        assertThat(TestingTrail.typesOf(tenant.tenant())).contains("consent.refused");
    }

    @Test
    void aDeclinedConsentLeadsBackToTheLink() {
        TestingTenant tenant = TestingTenant.create(Map.of("expected_email", email));
        TestingBrowser browser = new TestingBrowser();
        URI link = tenant.link();

        URI callback = new SimulatedPerson(email).decline(TestingTenant.begin(browser, link));

        HttpResponse<String> page = browser.get(callback);

        assertThat(page.statusCode()).isEqualTo(400);
        assertThat(page.body()).contains(link.getPath());
        assertThat(browser.get(link).statusCode()).isEqualTo(200);
        assertThat(TestingTrail.typesOf(tenant.tenant())).contains("consent.declined");
        assertThat(browser.get(callback).statusCode()).as("again").isEqualTo(410);
        assertThat(new TestingBrowser().get(callback).statusCode())
                .as("without its cookie")
                .isEqualTo(410);
    }

    @Test
    void aLinkWorksOnce() {
        TestingTenant tenant = TestingTenant.create(
                Map.of("expected_account_id", TestDocuSign.accountIds(person).getFirst()));
        TestingBrowser browser = new TestingBrowser();
        URI link = tenant.link();
        URI callback = TestingTenant.allowed(browser, link, email);

        assertThat(browser.get(callback).statusCode()).isEqualTo(200);

        assertThat(browser.get(callback).statusCode()).isEqualTo(410);
        assertThat(browser.get(link).statusCode()).isEqualTo(410);
        assertThat(browser.post(link).statusCode()).isEqualTo(410);
        assertThat(TestingTrail.typesOf(tenant.tenant())).containsOnlyOnce("consent.link-refused");
    }

    @Test
    void elevenBeginningsEndTheOldest() {
        TestingTenant tenant = TestingTenant.create(
                Map.of("expected_account_id", TestDocuSign.accountIds(person).getFirst()));
        URI link = tenant.link();
        List<TestingBrowser> browsers =
                Stream.generate(TestingBrowser::new).limit(11).toList();
        List<URI> callbacks = IntStream.range(0, 11)
                .mapToObj(i -> TestingTenant.allowed(browsers.get(i), link, email))
                .toList();

        assertThat(browsers.getFirst().get(callbacks.getFirst()).statusCode()).isEqualTo(400);
        assertThat(browsers.getLast().get(callbacks.getLast()).statusCode()).isEqualTo(200);
    }

    @Test
    void aDisconnectEndsTokensLinksAndAttempts() {
        // Given
        TestingTenant tenant = TestingTenant.connected();
        TestingBrowser browser = new TestingBrowser();
        URI link = tenant.link();
        String consenter = tenant.view().extract().path("user.email");
        URI callback = TestingTenant.allowed(browser, link, consenter);

        // When
        operator()
                .delete(tenant.connection())
                .then()
                .statusCode(200)
                .body("disconnected", equalTo(true))
                .body("access_token_expires_at", notNullValue());

        // Then
        tenant.token(Map.of()).statusCode(409).body("state", equalTo("disconnected"));
        assertThat(browser.get(callback).statusCode()).isEqualTo(410);
        assertThat(browser.get(link).statusCode()).isEqualTo(410);
        assertThat(tenant.consent(consenter).statusCode()).isEqualTo(200);
        tenant.token(Map.of()).statusCode(200);
    }

    @Test
    void settingsOfAConnectionThatHoldsTokensChangeButItsIntegrationStays() {
        TestingTenant tenant = TestingTenant.connected();
        TestingTenant other = TestingTenant.create(Map.of());

        tenant.configure(Map.of("scopes", List.of("signature", "extended"))).statusCode(200);
        operator()
                .body(Map.of("integration", other.integration()))
                .put(tenant.connection())
                .then()
                .statusCode(409);
        operator()
                .body(Map.of("integration", "no-such-integration"))
                .put(tenant.connection())
                .then()
                .statusCode(422);

        operator()
                .get("/v1/tenants/" + tenant.tenant() + "/connections?limit=5")
                .then()
                .statusCode(200)
                .body("items", hasSize(1))
                .body("items[0].state", equalTo("active"));
    }

    private static void confirm(TestingTenant tenant, Map<String, Object> body, int status) {
        operator().body(body).post(tenant.connection() + "/confirmation").then().statusCode(status);
    }
}
