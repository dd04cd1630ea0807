package io.countersign.oauth;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.countersign.TestDatabase;
import io.countersign.TestIssuer;
import io.countersign.TestingCaller;
import io.countersign.TestingTenant;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** RFC 8693, for callers that hold a token of their own issuer and nothing else. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class TokenExchangeTest {
    private TestingTenant tenant;
    private StandardsClient client;

    @BeforeEach
    void connect() {
        tenant = TestingTenant.connected();
        client = StandardsClient.of(tenant);
    }

    private Map<String, String> form(String subjectToken, String... more) {
        Map<String, String> form = new HashMap<>(Map.of(
                "grant_type",
                "urn:ietf:params:oauth:grant-type:token-exchange",
                "subject_token_type",
                "urn:ietf:params:oauth:token-type:jwt",
                "subject_token",
                subjectToken,
                "resource",
                StandardsClient.urn(tenant)));
        for (int i = 0; i < more.length; i += 2) {
            form.put(more[i], more[i + 1]);
        }
        return form;
    }

    private static ValidatableResponse exchange(String authorization, Map<String, String> form) {
        return StandardsClient.post("/oauth/token", authorization, form).header("Cache-Control", "no-store");
    }

    /** An API key is none, for it would have to stand where nobody looks for secrets. */
    @Test
    void aSubjectTokenThatIsNobodysIsAnInvalidRequest() {
        for (String subject : List.of(
                TestIssuer.token("nobody"),
                TestIssuer.endedToken("nobody"),
                client.key(),
                TestDatabase.BOOTSTRAP_KEY)) {
            exchange(null, form(subject))
                    .statusCode(400)
                    .body("error", equalTo("invalid_request"))
                    .body(
                            "error_description",
                            equalTo("The subject token is not valid here, or belongs to no caller."));
        }
    }

    @Test
    void whoeverAuthenticatesBesideItHasToBeAClient() {
        String nobodys = TestIssuer.token("nobody");
        exchange(StandardsClient.basic(client.name(), "csk_none"), form(nobodys))
                .statusCode(401)
                .body("error", equalTo("invalid_client"));
        exchange(null, form(nobodys, "client_id", client.name(), "client_secret", "csk_none"))
                .statusCode(400)
                .body("error", equalTo("invalid_client"));
        exchange(StandardsClient.basic(client.name(), client.key()), form(nobodys))
                .statusCode(400)
                .body("error", equalTo("invalid_request"))
                .body("error_description", containsString("subject token"));
    }

    @Test
    void givesTheTokenToTheCallerWhoseSubjectItIs() {
        String subject = "exchanging-" + UUID.randomUUID();
        Map<String, Object> grant = Map.of("tenants", List.of(tenant.tenant()), "permissions", List.of("token:issue"));
        TestingCaller.operator()
                .body(Map.of(
                        "grants",
                        List.of(grant),
                        "identities",
                        List.of(Map.of("type", "oidc", "issuer", TestIssuer.issuer(), "subject", subject))))
                .put("/v1/callers/" + subject)
                .then()
                .statusCode(201);

        exchange(null, form(TestIssuer.token(subject)))
                .statusCode(200)
                .body("access_token", equalTo(client.token(tenant).extract().path("access_token")))
                .body("issued_token_type", equalTo("urn:ietf:params:oauth:token-type:access_token"));
    }

    @Test
    void isToBeTriedAgainWhileTheIssuerIsAway() {
        exchange(null, form(TestIssuer.tokenOfWhoIsAway("sender")))
                .statusCode(503)
                .header("Retry-After", "5")
                .body("error", equalTo("temporarily_unavailable"));
    }
}
