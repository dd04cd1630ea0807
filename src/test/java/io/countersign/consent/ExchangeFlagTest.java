package io.countersign.consent;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingRenewal;
import io.countersign.TestingTenant;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an operator sees of an integration whose codes cannot be exchanged, over HTTP alone. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ExchangeFlagTest {
    private TestingConsent consent;
    private TestingTenant tenant;
    private String begun;

    @BeforeEach
    void invite() {
        consent = TestingConsent.create();
        tenant = consent.tenant();
        begun = operator()
                .get("/v1/audit-events?limit=1&tenant=" + tenant.tenant())
                .then()
                .extract()
                .path("items[0].id");
    }

    private ValidatableResponse integration() {
        return operator().get("/v1/integrations/" + tenant.integration()).then().statusCode(200);
    }

    private void isRefused() {
        TestDocuSign.simulator()
                .changeClient(
                        consent.integrationKey(),
                        client -> client.withSecret("another").withoutSecret(tenant.clientSecret()));
        consent.assertLeadsBack(consent.browser().get(consent.allowed()), 502);
    }

    private List<String> told() {
        List<Map<String, Object>> events = operator()
                .get("/v1/audit-events?limit=1000&after=" + begun)
                .then()
                .extract()
                .path("items");
        return events.stream()
                .filter(event -> event.get("type").toString().contains("flagged"))
                .filter(event ->
                        ((Map<?, ?>) event.get("details")).get("integration").equals(tenant.integration()))
                .map(event -> event.get("type") + " " + ((Map<?, ?>) event.get("details")).get("reason"))
                .toList();
    }

    @Test
    void aWrongClientSecretShowsAtTheFirstConsentAndStopsNobody() {
        TestingTenant beside = tenant.connectedBeside();
        isRefused();

        integration().body("flag.reason", equalTo("client_refused"));
        operator()
                .get("/v1/integrations/" + tenant.integration() + "/go-live")
                .then()
                .body("checks.find { it.id == 'flag' }.status", equalTo("missing"));
        beside.view().body("last_error", nullValue());
    }

    @Test
    void whatRenewalsHaveFoundIsNotToldAgain() {
        TestingTenant beside = tenant.connectedBeside();
        new TestingRenewal(beside).passes(Duration.ofHours(8));
        TestDocuSign.simulator()
                .changeClient(
                        consent.integrationKey(),
                        client -> client.withSecret("another").withoutSecret(tenant.clientSecret()));
        beside.token(Map.of()).statusCode(503);

        isRefused();

        assertThat(told()).containsExactly("integration.flagged client_refused");
    }

    @Test
    void aCodeThatIsExchangedEndsIt() {
        isRefused();
        consent.browser().get(consent.allowed());
        TestDocuSign.simulator()
                .changeClient(consent.integrationKey(), client -> client.withSecret(tenant.clientSecret()));

        consent.assertWorksAgain();

        integration().body("flag", nullValue());
        assertThat(told())
                .containsExactly("integration.flagged client_refused", "integration.unflagged client_refused");
    }

    @Test
    void anotherClientSecretEndsItAndMayBeRefusedInTurn() {
        isRefused();
        operator()
                .body(Map.of("client_secret", "also wrong"))
                .post("/v1/integrations/" + tenant.integration() + "/client-secrets")
                .then()
                .statusCode(201);
        integration().body("flag", nullValue());

        consent.browser().get(consent.allowed());

        integration().body("flag.reason", equalTo("client_refused"));
    }

    @Test
    void aMissingClientSecretIsNamed() {
        List<String> ids = integration().extract().path("client_secrets.id");
        ids.forEach(id -> operator()
                .delete("/v1/integrations/" + tenant.integration() + "/client-secrets/" + id)
                .then()
                .statusCode(204));

        consent.assertLeadsBack(consent.browser().get(consent.allowed()), 502);

        integration().body("flag.reason", equalTo("client_secret_missing"));
    }
}
