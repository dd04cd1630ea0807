package io.countersign.consent;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingBrowser;
import io.countersign.TestingCaller;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingTrail;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The links and callbacks of connections that impersonate somebody. The integrations here have no RSA key, so no
 * assertion is granted: what is seen is how a consent ends before one is.
 */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ImpersonationConsentTest {
    private static String person(String... accounts) {
        String email = UUID.randomUUID() + "@example.com";
        TestDocuSign.person(email, accounts);
        return email;
    }

    private static TestingTenant impersonating(Map<String, Object> settings) {
        TestingTenant tenant = TestingTenant.create(Map.of());
        Map<String, Object> all = new LinkedHashMap<>(settings);
        all.put("grant", "jwt_bearer");
        tenant.configure(all).statusCode(200);
        return tenant;
    }

    private static URI link(TestingTenant tenant, String kind) {
        return URI.create(operator()
                .body(Map.of("kind", kind))
                .post(tenant.connection() + "/consent-links")
                .then()
                .statusCode(201)
                .extract()
                .path("consent_url"));
    }

    private static String parameter(URI address, String name) {
        return address.getRawQuery().replaceAll(".*[?&]?" + name + "=([^&]*).*", "$1");
    }

    /** Back from DocuSign with that query, in the browser that began. */
    private static HttpResponse<String> back(TestingTenant tenant, TestingBrowser browser, URI link, String query) {
        String state = parameter(TestingTenant.begin(browser, link), "state");
        return browser.get(URI.create(
                TestDocuSign.publicUrl() + "/oauth/callback/" + tenant.integration() + "?state=" + state + query));
    }

    private static String stored(TestingTenant tenant) {
        return TestingSql.text(
                "SELECT concat_ws(' ', state, grant_type, generation, access_token, refresh_token, refresh_expires_at)"
                        + " FROM connection_token WHERE tenant = ?",
                tenant.tenant());
    }

    @Test
    void whoeverConsentsAndFitsBecomesTheUser() {
        String email = person("Only account");
        TestingTenant tenant = impersonating(Map.of("expected_email", email));

        HttpResponse<String> page = tenant.consent(email);

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("Thank you, your permission counts", "does not give access yet");
        String user = tenant.view()
                .body("state", equalTo("awaiting_consent"))
                .body("account.account_name", equalTo("Only account"))
                .body("user.email", equalTo(email))
                .body("refresh_token_expires_at", nullValue())
                .body("pending", nullValue())
                .extract()
                .path("user.sub");
        tenant.view().body("user_id", equalTo(user));
        sentBackItNamesNobody(tenant, email, user);
        assertThat(stored(tenant)).isEqualTo("awaiting_consent jwt_bearer 1");
        assertThat(TestingTrail.typesOf(tenant.tenant()))
                .contains("consent.accepted")
                .doesNotContain("consent.failed");
        assertThat(tenant.consent(email).statusCode())
                .as("the same user once more")
                .isEqualTo(200);
        assertThat(stored(tenant)).as("keeps what is there").isEqualTo("awaiting_consent jwt_bearer 1");
    }

    private static void sentBackItNamesNobody(TestingTenant tenant, String email, String user) {
        String manager =
                TestingCaller.keyOf("caller-" + tenant.tenant(), List.of(tenant.tenant()), "connection:manage");
        TestingCaller.with(manager)
                .body(Map.of(
                        "integration",
                        tenant.integration(),
                        "grant",
                        "jwt_bearer",
                        "expected_email",
                        email,
                        "user_id",
                        user))
                .put(tenant.connection())
                .then()
                .statusCode(200);
        assertThat(TestingSql.number("SELECT count(user_id) FROM connection WHERE tenant = ?", tenant.tenant()))
                .as("what GET shows names nobody")
                .isZero();
    }

    @Test
    void anybodyElseWaitsWithoutTokensToBeConfirmed() {
        String email = person("One", "Two");
        TestingTenant tenant = impersonating(Map.of());

        assertThat(tenant.consent(email).body()).contains("checks that it came from the right person");
        String consentId = tenant.view()
                .body("state", equalTo("awaiting_confirmation"))
                .body("user_id", nullValue())
                .body("pending.accounts", hasSize(2))
                .body("pending.expires_at", notNullValue())
                .extract()
                .path("pending.consent_id");
        assertThat(TestingSql.number(
                        "SELECT num_nonnulls(access_token, refresh_token, access_expires_at, refresh_expires_at)"
                                + " FROM pending_grant WHERE tenant = ?",
                        tenant.tenant()))
                .isZero();
        tenant.configure(Map.of(
                        "grant", "jwt_bearer", "user_id", UUID.randomUUID().toString()))
                .statusCode(409);
        operator()
                .body(Map.of("consent_id", consentId))
                .post(tenant.connection() + "/confirmation")
                .then()
                .statusCode(200)
                .body("state", equalTo("awaiting_consent"))
                .body("user_id", notNullValue())
                .body("account.account_name", equalTo("One"))
                .body("pending", nullValue());
        assertThat(TestingSql.text(
                        "SELECT user_profile->>'family_name' FROM connection_token WHERE tenant = ?", tenant.tenant()))
                .isEqualTo(email);
        assertThat(TestingTrail.typesOf(tenant.tenant())).contains("connection.pending", "connection.confirmed");
        assertThat(stored(tenant)).isEqualTo("awaiting_consent jwt_bearer 1");
    }

    @Test
    void theTrailTellsWhatGaveWayToALaterConsent() {
        String email = person("One", "Two");
        TestingTenant tenant = impersonating(Map.of());
        tenant.consent(email);
        String first = tenant.view().extract().path("pending.consent_id");

        tenant.consent(email);

        String last = tenant.view().extract().path("pending.consent_id");
        assertThat(TestingTrail.detail(tenant.tenant(), "connection.pending-replaced", "consent_id"))
                .isEqualTo(first);
        assertThat(TestingTrail.detail(tenant.tenant(), "connection.pending-replaced", "by"))
                .isEqualTo(last);
    }

    @Test
    void aWrongPersonIsRefusedAsEver() {
        TestingTenant tenant = impersonating(Map.of("expected_email", "ann@example.com"));

        HttpResponse<String> page = tenant.consent(person("Only account"));

        assertThat(page.statusCode()).isEqualTo(409);
        assertThat(page.body()).contains("This invitation is for somebody else");
        tenant.view().body("user_id", nullValue()).body("pending", nullValue());
        assertThat(TestingTrail.reason(tenant.tenant(), "consent.refused")).isEqualTo("wrong_email");
    }

    @ParameterizedTest(name = "{0}{1} is {2}")
    @CsvSource({
        "individual, '', 502, not set up correctly, consent.failed, rsa_key_missing",
        "individual, &code=of-no-use, 502, not set up correctly, consent.failed, rsa_key_missing",
        "individual, &error=expired_client_token, 502, not set up correctly, consent.failed, rsa_key_missing",
        "individual, &error=access_denied, 400, You did not give permission, consent.declined, declined",
        "individual, &error=server_error, 503, cannot be reached, consent.failed, docusign_unavailable",
        "admin, '', 502, not set up correctly, consent.failed, rsa_key_missing",
        "admin, &code=of-no-use, 502, not set up correctly, consent.failed, rsa_key_missing",
        "admin, &error=invalid_grant, 502, not set up correctly, consent.failed, rsa_key_missing",
        "admin, &error=access_denied, 400, You did not give permission, consent.declined, declined",
        "admin, &error=invalid_scope, 502, not set up correctly, consent.failed, docusign_refused",
        "admin, &iss=https%3A%2F%2Fevil.example, 400, could not match, consent.failed, issuer_mismatch",
    })
    void whereTheUserIsKnownOnlyTheAssertionTells(
            String kind, String query, int status, String words, String event, String reason) {
        TestingTenant tenant = impersonating(Map.of("user_id", UUID.randomUUID().toString()));
        URI link = link(tenant, kind);
        TestingBrowser browser = new TestingBrowser();
        int calls = codeCalls();

        HttpResponse<String> page = back(tenant, browser, link, query);

        assertThat(page.statusCode()).isEqualTo(status);
        assertThat(page.body()).contains(words, "href=\"" + link + "\"");
        assertThat(TestingTrail.reason(tenant.tenant(), event)).isEqualTo(reason);
        assertThat(browser.get(link).statusCode()).as("the link is still open").isEqualTo(200);
        assertThat(codeCalls()).as("codes that were exchanged").isEqualTo(calls);
        tenant.view().body("state", equalTo("awaiting_consent")).body("user", nullValue());
    }

    private static int codeCalls() {
        return (int) TestDocuSign.simulator().oracle().calls().stream()
                .filter(call -> call.toString().contains("authorization_code"))
                .count();
    }

    @Test
    void anAdministratorIsToldWhomItConcerns() {
        TestingTenant tenant = impersonating(Map.of(
                "user_id",
                UUID.randomUUID().toString(),
                "expected_email",
                "ann@example.com",
                "scopes",
                List.of("signature", "extended")));
        URI link = link(tenant, "admin");
        TestingBrowser browser = new TestingBrowser();

        assertThat(browser.get(link).body())
                .contains("covers everybody in your organization", "as an administrator")
                .doesNotContain("ann@example.com");
        assertThat(TestingTenant.begin(browser, link).getRawQuery())
                .contains("&scope=openid&", "&admin_consent_scope=signature%20impersonation&")
                .doesNotContain("login_hint", "+");
        assertThat(TestingTenant.begin(new TestingBrowser(), link(tenant, "individual"))
                        .getRawQuery())
                .contains("&scope=signature%20impersonation&", "&login_hint=ann%40example.com")
                .doesNotContain("admin_consent_scope");
    }

    @Test
    void linksThatLeadNowhereAreNotMade() {
        TestingTenant tenant = TestingTenant.create(Map.of());
        String links = tenant.connection() + "/consent-links";
        operator()
                .body(Map.of("kind", "admin"))
                .post(links)
                .then()
                .statusCode(422)
                .body("errors[0].field", equalTo("kind"));
        operator()
                .body(Map.of("kind", "everybody"))
                .post(links)
                .then()
                .statusCode(422)
                .body("errors[0].field", equalTo("kind"));
        tenant.configure(Map.of("grant", "jwt_bearer")).statusCode(200);
        operator()
                .body(Map.of("kind", "admin"))
                .post(links)
                .then()
                .statusCode(409)
                .body("detail", containsString("whom this connection impersonates"));
        TestingSql.run("DELETE FROM integration_secret WHERE integration = ?", tenant.integration());
        operator().body(Map.of()).post(links).then().statusCode(409);
        tenant.configure(Map.of(
                        "grant", "jwt_bearer", "user_id", UUID.randomUUID().toString()))
                .statusCode(200);
        assertThat(link(tenant, "individual")).isNotNull();
        URI admin = link(tenant, "admin");
        tenant.configure(Map.of()).statusCode(200);
        assertThat(new TestingBrowser().get(admin).statusCode())
                .as("of another grant")
                .isEqualTo(410);
    }

    @Test
    void aNewLinkLeadsBackFromADisconnect() {
        TestingTenant tenant = impersonating(Map.of("user_id", UUID.randomUUID().toString()));
        URI before = link(tenant, "individual");
        operator().delete(tenant.connection()).then().statusCode(200).body("disconnected", equalTo(true));
        tenant.view().body("state", equalTo("disconnected"));
        assertThat(new TestingBrowser().get(before).statusCode()).isEqualTo(410);

        back(tenant, new TestingBrowser(), link(tenant, "individual"), "");

        tenant.view().body("state", equalTo("awaiting_consent"));
        operator().delete(tenant.connection()).then().statusCode(200);
        tenant.view().body("state", equalTo("disconnected"));
    }

    @Test
    void aCodeOfTheFormerGrantIsOfNoUse() {
        String email = person("Only account");
        TestingTenant tenant = TestingTenant.create(Map.of("expected_email", email));
        TestingBrowser browser = new TestingBrowser();
        URI callback = TestingTenant.allowed(browser, tenant.link(), email);
        tenant.configure(Map.of("grant", "jwt_bearer", "expected_email", email)).statusCode(200);

        HttpResponse<String> page = browser.get(callback);

        assertThat(page.statusCode()).isEqualTo(409);
        assertThat(page.body()).contains("The connection has changed");
        tenant.view().body("user_id", nullValue());
    }
}
