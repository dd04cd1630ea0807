package io.countersign;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.simulator.SimulatedPerson;
import io.restassured.response.ValidatableResponse;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * A tenant with an integration and a connection of its own, made over the API.
 *
 * @param tenant its name
 * @param integration its integration
 * @param clientSecret the integration's one secret
 */
public record TestingTenant(String tenant, String integration, String clientSecret) {

    /** A tenant whose connection {@code default} has these settings beside its integration. */
    public static TestingTenant create(Map<String, Object> settings) {
        String suffix = UUID.randomUUID().toString().substring(0, 13);
        TestingTenant created =
                new TestingTenant("tenant-" + suffix, "app-" + suffix, "client-secret-" + UUID.randomUUID());
        String key =
                TestDocuSign.register(created.integration, created.clientSecret).integrationKey();
        operator()
                .body(Map.of("environment", "demo", "integration_key", key, "client_secret", created.clientSecret))
                .put("/v1/integrations/" + created.integration)
                .then()
                .statusCode(201);
        operator()
                .body(Map.of("display_name", "Tenant " + suffix))
                .put("/v1/tenants/" + created.tenant)
                .then()
                .statusCode(201);
        created.configure(settings).statusCode(201);
        return created;
    }

    /** One that is connected by a person of its own, whose only account and e-mail are pinned. */
    public static TestingTenant connected() {
        String email = UUID.randomUUID() + "@example.com";
        TestDocuSign.person(email, "Only account");
        TestingTenant created = create(Map.of("expected_email", email));
        assertThat(created.consent(email).statusCode()).isEqualTo(200);
        return created;
    }

    /** Another tenant, connected through the same integration. */
    public TestingTenant connectedBeside() {
        String email = UUID.randomUUID() + "@example.com";
        TestDocuSign.person(email, "Only account");
        TestingTenant created =
                new TestingTenant("tenant-" + UUID.randomUUID().toString().substring(0, 13), integration, clientSecret);
        operator()
                .body(Map.of("display_name", "Beside " + tenant))
                .put("/v1/tenants/" + created.tenant)
                .then()
                .statusCode(201);
        created.configure(Map.of("expected_email", email)).statusCode(201);
        assertThat(created.consent(email).statusCode()).isEqualTo(200);
        return created;
    }

    /** Puts the connection's settings. */
    public ValidatableResponse configure(Map<String, Object> settings) {
        Map<String, Object> body = new LinkedHashMap<>(settings);
        body.put("integration", integration);
        return operator().body(body).put(connection()).then();
    }

    /** The connection's path. */
    public String connection() {
        return "/v1/tenants/" + tenant + "/connections/default";
    }

    /** A new consent link. */
    public URI link() {
        return URI.create(operator()
                .body("{}")
                .post(connection() + "/consent-links")
                .then()
                .statusCode(201)
                .extract()
                .path("consent_url"));
    }

    /** The connection as callers see it. */
    public ValidatableResponse view() {
        return operator().get(connection()).then().statusCode(200);
    }

    /** Asks for a token. */
    public ValidatableResponse token(Map<String, Object> body) {
        return operator().body(body).post(connection() + "/token").then();
    }

    /** The access token of a request that must get one. */
    public String accessToken(Map<String, Object> body) {
        return token(body).statusCode(200).extract().path("access_token");
    }

    /** Goes through a new link with that person, who allows it, and answers the last page. */
    public HttpResponse<String> consent(String email) {
        TestingBrowser browser = new TestingBrowser();
        return browser.get(allowed(browser, link(), email));
    }

    /** Presses the button behind a link and answers DocuSign's address. */
    public static URI begin(TestingBrowser browser, URI link) {
        HttpResponse<String> begun = browser.post(link);
        assertThat(begun.statusCode()).isEqualTo(303);
        return URI.create(begun.headers().firstValue("Location").orElseThrow());
    }

    /** Goes from a link to DocuSign, allows, and answers the address of the callback without opening it. */
    public static URI allowed(TestingBrowser browser, URI link, String email) {
        assertThat(browser.get(link).statusCode()).isEqualTo(200);
        return new SimulatedPerson(email).allow(begin(browser, link));
    }
}
