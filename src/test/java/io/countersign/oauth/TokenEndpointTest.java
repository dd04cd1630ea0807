package io.countersign.oauth;

import static io.countersign.oauth.StandardsClient.basic;
import static io.countersign.oauth.StandardsClient.encoded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.countersign.TestDatabase;
import io.countersign.TestingCaller;
import io.countersign.TestingTenant;
import io.countersign.caller.ClientId;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code client_credentials}, and how clients say who they are. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class TokenEndpointTest {
    private TestingTenant tenant;
    private String caller;
    private String key;

    @BeforeEach
    void connect() {
        tenant = TestingTenant.connected();
        StandardsClient client = StandardsClient.of(tenant);
        caller = client.name();
        key = client.key();
    }

    @Test
    void issuesTheTokenThatTheApiIssues() {
        String token = tenant.accessToken(Map.of());
        post(basic(caller, key), Map.of("grant_type", "client_credentials", "resource", urn()))
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .contentType("application/json")
                .body("access_token", equalTo(token))
                .body("token_type", equalTo("Bearer"))
                .body("expires_in", greaterThan(600))
                .body("scope", notNullValue())
                .body("account_id", notNullValue())
                .body("base_uri", notNullValue())
                .body("environment", equalTo("demo"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":default"})
    void takesTheUrnInTheFormInTheAddressOrAsTheOnlyScope(String connection) {
        String urn = urn() + connection;
        post(basic(caller, key), Map.of("grant_type", "client_credentials", "resource", urn))
                .statusCode(200);
        post(basic(caller, key), Map.of("grant_type", "client_credentials", "scope", urn))
                .statusCode(200);
        post("?resource=" + encoded(urn), basic(caller, key), Map.of("grant_type", "client_credentials"))
                .statusCode(200);
        post(
                        "?resource=" + encoded(urn),
                        basic(caller, key),
                        Map.of("grant_type", "client_credentials", "scope", "signature impersonation"))
                .statusCode(200);
    }

    @Test
    void takesEachSpellingOfBasicAndTheSecretInTheForm() {
        Map<String, String> form = Map.of("grant_type", "client_credentials", "resource", urn());
        post(basic(caller, key), form).statusCode(200);
        post(basic(ClientId.of(caller).toString(), key), form).statusCode(200);
        post(basic(encoded(caller), encoded(key)), form).statusCode(200);
        post(basic(caller.replace("-", "%2D"), key.replace("_", "%5F")), form).statusCode(200);
        Map<String, String> whole = new HashMap<>(form);
        whole.put("client_id", caller);
        post(basic(caller, key), whole).statusCode(200);
        whole.put("client_secret", key);
        post(null, whole).statusCode(200);
        post("Bearer stray", whole).statusCode(200);
        post(basic("", ""), whole).statusCode(200);
        whole.put("client_id", ClientId.of(caller).toString());
        post(null, whole).statusCode(200);
        post(basic(caller, key), whole).statusCode(400).body("error", equalTo("invalid_request"));
        whole.remove("client_secret");
        whole.put("client_id", "somebody-else");
        post(basic(caller, key), whole).statusCode(400).body("error", equalTo("invalid_request"));
    }

    @Test
    void tellsWhoUsedBasicByTheStatusAndOthersByTheCodeAlone() {
        Map<String, String> form = Map.of("grant_type", "client_credentials", "resource", urn());
        for (String wrong : List.of(
                basic(caller, key + "x"),
                basic("another", key),
                basic(caller, ""),
                "Basic !!!",
                "Basic " + Base64.getEncoder().encodeToString("nocolon".getBytes(StandardCharsets.UTF_8)))) {
            post(wrong, form)
                    .statusCode(401)
                    .header("WWW-Authenticate", matchesPattern("Basic realm=.*"))
                    .body("error", equalTo("invalid_client"));
        }
        post(null, form)
                .statusCode(400)
                .header("WWW-Authenticate", nullValue())
                .body("error", equalTo("invalid_client"));
        Map<String, String> whole = new HashMap<>(form);
        whole.put("client_id", caller);
        whole.put("client_secret", "csk_none");
        post(null, whole).statusCode(400).body("error", equalTo("invalid_client"));
    }

    @Test
    void whatIsNotThereAndWhatIsNotTheClientsAreTheSame() {
        TestingTenant other = TestingTenant.connected();
        String missing = answerTo("urn:countersign:tenant:nobody");
        assertThat(answerTo("urn:countersign:tenant:" + other.tenant())).isEqualTo(missing);
        assertThat(answerTo(urn() + ":another")).isEqualTo(missing);
        assertThat(missing).contains("invalid_target");
        assertThat(answerTo(null)).contains("invalid_target").isEqualTo(answerTo("https://example.com"));
    }

    @Test
    void aConnectionThatNobodyHasConsentedToSaysSo() {
        TestingTenant waiting = TestingTenant.create(Map.of());
        String its = TestingCaller.keyOf(caller, List.of(waiting.tenant()), "token:issue");
        post(
                        basic(caller, its),
                        Map.of(
                                "grant_type",
                                "client_credentials",
                                "resource",
                                "urn:countersign:tenant:" + waiting.tenant()))
                .statusCode(400)
                .body("error", equalTo("consent_required"))
                .body("error_description", matchesPattern(".*consent.*"));
    }

    private String answerTo(String resource) {
        return post(
                        basic(caller, key),
                        resource == null
                                ? Map.of("grant_type", "client_credentials")
                                : Map.of("grant_type", "client_credentials", "resource", resource))
                .statusCode(400)
                .extract()
                .asString();
    }

    private String urn() {
        return "urn:countersign:tenant:" + tenant.tenant();
    }

    private static ValidatableResponse post(String authorization, Map<String, String> form) {
        return post("", authorization, form);
    }

    private static ValidatableResponse post(String query, String authorization, Map<String, String> form) {
        return StandardsClient.post("/oauth/token" + query, authorization, form);
    }
}
