package io.countersign.grant;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingBrowser;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingTrail;
import io.countersign.simulator.SimulatedUser;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Who consented is checked every time, over HTTP. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ConsentCheckTest {
    private long generation(TestingTenant tenant) {
        return TestingSql.number("SELECT generation FROM connection_token WHERE tenant = ?", tenant.tenant());
    }

    private static String token(TestingTenant tenant) {
        return tenant.token(Map.of()).statusCode(200).extract().path("access_token");
    }

    /** Somebody fails at a link; the right person then uses the very same one in the same browser. */
    private static void assertRefusedAndLinkStillGood(
            TestingTenant tenant, SimulatedUser wrong, String reason, SimulatedUser right) {
        TestingBrowser browser = new TestingBrowser();
        URI link = tenant.link();

        HttpResponse<String> page = browser.get(TestingTenant.allowed(browser, link, wrong.email()));

        assertThat(page.statusCode()).isEqualTo(409);
        assertThat(page.body()).contains("What to do", "href=\"" + link + "\"");
        assertThat(TestingTrail.reason(tenant.tenant(), "consent.refused")).isEqualTo(reason);
        tenant.view().body("state", equalTo("awaiting_consent")).body("pending", nullValue());
        HttpResponse<String> good = browser.get(TestingTenant.allowed(browser, link, right.email()));
        assertThat(good.statusCode()).isEqualTo(200);
        tenant.view().body("state", equalTo("active")).body("user.email", equalTo(right.email()));
    }

    @Test
    void aPersonOtherThanThePinnedOneIsRefused() {
        SimulatedUser right = TestingPeople.withAccounts("Theirs");
        TestingTenant tenant = TestingTenant.create(Map.of("expected_email", right.email()));

        assertRefusedAndLinkStillGood(tenant, TestingPeople.withAccounts("Another"), "wrong_email", right);
    }

    @Test
    void anAccountOtherThanThePinnedOneIsRefused() {
        SimulatedUser right = TestingPeople.withAccounts("Wanted", "Further");
        String account = TestDocuSign.accountIds(right).getFirst();
        TestingTenant tenant = TestingTenant.create(Map.of("expected_account_id", account.toUpperCase()));

        assertRefusedAndLinkStillGood(tenant, TestingPeople.withAccounts("Another"), "wrong_account", right);
        tenant.view().body("account.account_name", equalTo("Wanted"));
    }

    @Test
    void aUserWithoutAnyAccountIsRefused() {
        SimulatedUser right = TestingPeople.withAccounts("Wanted");
        TestingTenant tenant = TestingTenant.create(
                Map.of("expected_account_id", TestDocuSign.accountIds(right).getFirst()));

        assertRefusedAndLinkStillGood(tenant, TestingPeople.withAccounts(), "without_account", right);
    }

    @Test
    void theSameUserAgainReplacesTheTokens() {
        SimulatedUser person = TestingPeople.withAccounts("Theirs");
        TestingTenant tenant = TestingTenant.create(Map.of("expected_email", person.email()));
        tenant.consent(person.email());
        long before = generation(tenant);
        String old = token(tenant);

        assertThat(tenant.consent(person.email()).body()).contains("Your DocuSign account is connected");

        assertThat(generation(tenant)).isEqualTo(before + 1);
        assertThat(token(tenant)).isNotEqualTo(old);
        tenant.view().body("pending", nullValue());
    }

    @Test
    void theSameUserIsKnownAgainAfterADisconnect() {
        SimulatedUser person = TestingPeople.withAccounts("Theirs");
        TestingTenant tenant = TestingTenant.create(Map.of("expected_email", person.email()));
        tenant.consent(person.email());
        long before = generation(tenant);
        operator()
                .delete(tenant.connection())
                .then()
                .statusCode(200)
                .body("disconnected", equalTo(true))
                .body("access_token_expires_at", org.hamcrest.Matchers.notNullValue());
        tenant.view().body("state", equalTo("disconnected"));
        tenant.token(Map.of())
                .statusCode(409)
                .body("type", equalTo("urn:countersign:problem:consent-required"))
                .body("state", equalTo("disconnected"));
        assertThat(TestingSql.number(
                        "SELECT count(*) FROM connection_token WHERE tenant = ? AND access_token IS NULL"
                                + " AND refresh_token IS NULL",
                        tenant.tenant()))
                .isEqualTo(1);

        assertThat(tenant.consent(person.email()).statusCode()).isEqualTo(200);

        tenant.view().body("state", equalTo("active"));
        assertThat(generation(tenant)).isEqualTo(before + 2);
        token(tenant);
    }

    @Test
    void nothingOfADeletedTenantWorksForANewOneOfItsName() {
        SimulatedUser person = TestingPeople.withAccounts("Theirs");
        TestingTenant tenant = TestingTenant.create(Map.of("expected_email", person.email()));
        tenant.consent(person.email());
        String uuid = TestingSql.text("SELECT uuid FROM connection WHERE tenant = ?", tenant.tenant());
        operator().delete("/v1/tenants/" + tenant.tenant()).then().statusCode(204);
        operator().get(tenant.connection()).then().statusCode(404);
        tenant.token(Map.of()).statusCode(404);

        operator()
                .body(Map.of("display_name", "Again"))
                .put("/v1/tenants/" + tenant.tenant())
                .then()
                .statusCode(201);
        tenant.token(Map.of()).statusCode(404);
        tenant.configure(Map.of("expected_email", person.email())).statusCode(201);

        tenant.view().body("state", equalTo("awaiting_consent")).body("user", nullValue());
        tenant.token(Map.of()).statusCode(409);
        assertThat(TestingSql.text("SELECT uuid FROM connection WHERE tenant = ?", tenant.tenant()))
                .isNotEqualTo(uuid);
    }

    @Test
    void aConnectionOfAnUnknownTenantIsNotFound() {
        TestingTenant tenant = TestingTenant.create(Map.of());
        String nowhere = "/v1/tenants/t" + UUID.randomUUID() + "/connections";

        operator()
                .body(Map.of("integration", tenant.integration()))
                .put(nowhere + "/default")
                .then()
                .statusCode(404);
        operator().get(nowhere).then().statusCode(404);
        operator().get(nowhere + "/default").then().statusCode(404);
        operator().delete(nowhere + "/default").then().statusCode(404);
        operator().body("{}").post(nowhere + "/default/consent-links").then().statusCode(404);
    }
}
