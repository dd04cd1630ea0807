package io.countersign.oauth;

import static io.restassured.RestAssured.given;

import io.countersign.TestingCaller;
import io.countersign.TestingTenant;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A caller of the running application as an OAuth 2.0 client.
 *
 * @param name the caller's
 * @param key one of its API keys
 */
public record StandardsClient(String name, String key) {

    /** A new one that may have that tenant's tokens. */
    public static StandardsClient of(TestingTenant tenant) {
        return of(tenant, "token:issue");
    }

    /** A new one with these permissions on that tenant. */
    public static StandardsClient of(TestingTenant tenant, String... permissions) {
        String name = "client-" + UUID.randomUUID().toString().substring(0, 13);
        return new StandardsClient(name, TestingCaller.keyOf(name, List.of(tenant.tenant()), permissions));
    }

    /** A new one that may have tokens of that connection of the tenant, and of no other. */
    public static StandardsClient on(String connection, TestingTenant tenant) {
        String name = "client-" + UUID.randomUUID().toString().substring(0, 13);
        return new StandardsClient(
                name, TestingCaller.narrowedKeyOf(name, List.of(tenant.tenant()), List.of(connection), "token:issue"));
    }

    /** Sends a form, authenticated by Basic. */
    public ValidatableResponse post(String address, Map<String, String> form) {
        return post(address, basic(name, key), form);
    }

    /** Asks for that tenant's token. */
    public ValidatableResponse token(TestingTenant tenant) {
        return post("/oauth/token", Map.of("grant_type", "client_credentials", "resource", urn(tenant)));
    }

    /** Presents a refresh token. */
    public ValidatableResponse refresh(String refreshToken) {
        return post("/oauth/token", Map.of("grant_type", "refresh_token", "refresh_token", refreshToken));
    }

    /** Asks about a token. */
    public ValidatableResponse introspect(String token) {
        return post("/oauth/introspect", Map.of("token", token));
    }

    /** A new handle of this client's for that tenant's connection. */
    public String handle(TestingTenant tenant) {
        return TestingCaller.operator()
                .body(Map.of("caller", name))
                .post(tenant.connection() + "/refresh-handles")
                .then()
                .statusCode(201)
                .extract()
                .path("refresh_token");
    }

    public static String urn(TestingTenant tenant) {
        return "urn:countersign:tenant:" + tenant.tenant();
    }

    /** @param authorization the header, or null */
    public static ValidatableResponse post(String address, String authorization, Map<String, String> form) {
        RequestSpecification request =
                given().urlEncodingEnabled(false).contentType("application/x-www-form-urlencoded");
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return request.body(form.entrySet().stream()
                        .map(field -> field.getKey() + "=" + encoded(field.getValue()))
                        .collect(Collectors.joining("&")))
                .post(address)
                .then();
    }

    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    public static String basic(String id, String secret) {
        return "Basic " + Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(StandardCharsets.UTF_8));
    }
}
