package io.countersign.consent;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDocuSign;
import io.countersign.TestingBrowser;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.simulator.SimulatedPerson;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * One person's way through one consent link, in one browser.
 *
 * @param tenant of the link
 * @param email who signs in; the connection is pinned to it
 * @param link the consent link
 * @param browser in which it was opened
 */
record TestingConsent(TestingTenant tenant, String email, URI link, TestingBrowser browser) {
    private static final List<String> STORED_IN = List.of(
            "connection", "connection_token", "pending_grant", "consent_link", "consent_attempt", "audit_event");

    /** A new tenant, pinned to a new person with one account. */
    static TestingConsent create() {
        String email = UUID.randomUUID() + "@example.com";
        TestDocuSign.person(email, "Only account");
        TestingTenant tenant = TestingTenant.create(Map.of("expected_email", email));
        return new TestingConsent(tenant, email, tenant.link(), new TestingBrowser());
    }

    /** The same link in a browser that knows nothing of it. */
    TestingConsent inAnotherBrowser() {
        return new TestingConsent(tenant, email, link, new TestingBrowser());
    }

    /** Goes to DocuSign, allows, and answers the callback's address without opening it. */
    URI allowed() {
        return TestingTenant.allowed(browser, link, email);
    }

    /** Goes to DocuSign, declines, and answers the callback's address without opening it. */
    URI declined() {
        return new SimulatedPerson(email).decline(TestingTenant.begin(browser, link));
    }

    /** Presses the button and answers DocuSign's address. */
    URI begun() {
        return TestingTenant.begin(browser, link);
    }

    /** The integration key of the tenant's app. */
    String integrationKey() {
        return operator()
                .get("/v1/integrations/" + tenant.integration())
                .then()
                .statusCode(200)
                .extract()
                .path("integration_key");
    }

    /** A fingerprint of everything that is stored about its tenant. */
    String everythingStored() {
        return STORED_IN.stream()
                .map(table -> TestingSql.text(
                        "SELECT md5(coalesce(string_agg(r::text, '|' ORDER BY r::text), '')) FROM " + table
                                + " r WHERE tenant = ?",
                        tenant.tenant()))
                .collect(Collectors.joining());
    }

    /** How many calls of the token endpoint its app has made. */
    long tokenCalls() {
        String key = integrationKey();
        return TestDocuSign.simulator().oracle().calls().stream()
                .filter(call -> key.equals(call.clientId()))
                .count();
    }

    /** Asserts that this page failed with that status and leads back to the link. */
    void assertLeadsBack(HttpResponse<String> page, int status) {
        assertThat(page.statusCode()).isEqualTo(status);
        assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
        assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(page.body()).contains("What to do").contains("href=\"" + link + "\"");
    }

    /**
     * Asserts that nothing is connected and that the same link, in the same browser, still leads to a connected tenant.
     */
    void assertWorksAgain() {
        tenant.view().body("state", org.hamcrest.Matchers.equalTo("awaiting_consent"));
        HttpResponse<String> page = browser.get(allowed());
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("Your DocuSign account is connected");
        tenant.token(Map.of()).statusCode(200);
    }
}
