package io.countersign.oauth;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.notNullValue;

import io.countersign.TestDatabase;
import io.countersign.TestingCaller;
import io.countersign.TestingTenant;
import io.countersign.caller.ClientId;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told about tokens, and to whom: introspection, revocation, userinfo. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class PresentedTokensTest {
    private static final String RUBBISH = "eyJ0eXAiOiJNVCJ9.rubbish";

    private TestingTenant tenant;
    private StandardsClient client;
    private String token;

    @BeforeEach
    void connect() {
        tenant = TestingTenant.connected();
        client = StandardsClient.of(tenant);
        token = client.token(tenant).extract().path("access_token");
    }

    @Test
    void tellsOfATokenToWhoMayHaveItOrReadItsConnection() {
        for (StandardsClient knowing : List.of(client, StandardsClient.of(tenant, "connection:read"))) {
            knowing.introspect(token)
                    .statusCode(200)
                    .header("Cache-Control", "no-store")
                    .body("active", equalTo(true))
                    .body("token_type", equalTo("Bearer"))
                    .body("scope", notNullValue())
                    .body("sub", equalTo(tenant.view().extract().path("user.sub")))
                    .body("exp", greaterThan((int) Instant.now().getEpochSecond()));
        }
    }

    @Test
    void aTokenOfOthersIsTheSameAsRubbish() {
        TestingTenant other = TestingTenant.connected();
        StandardsClient stranger = StandardsClient.of(other);
        String rubbish = answer(stranger.introspect(RUBBISH));
        assertThat(rubbish).isEqualTo("{\"active\":false}");
        assertThat(answer(stranger.introspect(token))).isEqualTo(rubbish);
        assertThat(answer(stranger.introspect(client.handle(tenant)))).isEqualTo(rubbish);
        assertThat(answer(StandardsClient.of(tenant, "tenant:read").introspect(token)))
                .isEqualTo(rubbish);
        assertThat(answer(StandardsClient.on("other", tenant).introspect(token)))
                .as("on another connection of the tenant")
                .isEqualTo(rubbish);
        StandardsClient.on("default", tenant).introspect(token).body("active", equalTo(true));
        String nothing = answer(stranger.post("/oauth/revoke", Map.of("token", RUBBISH)));
        assertThat(answer(stranger.post("/oauth/revoke", Map.of("token", token))))
                .isEqualTo(nothing);
        String handle = client.handle(tenant);
        assertThat(answer(stranger.post("/oauth/revoke", Map.of("token", handle))))
                .isEqualTo(nothing);
        client.refresh(handle).statusCode(200);
    }

    @Test
    void tellsOfAHandleToItsOwnCallerAlone() {
        String handle = client.handle(tenant);
        client.introspect(handle)
                .statusCode(200)
                .body("$", aMapWithSize(3))
                .body("active", equalTo(true))
                .body("client_id", equalTo(ClientId.of(client.name()).toString()))
                .body("exp", greaterThan((int) Instant.now().getEpochSecond()));
        assertThat(answer(StandardsClient.of(tenant).introspect(handle))).isEqualTo("{\"active\":false}");
    }

    @Test
    void anAccessTokenCannotBeRevoked() {
        client.post("/oauth/revoke", Map.of("token", token))
                .statusCode(400)
                .body("error", equalTo("unsupported_token_type"));
        client.introspect(token).body("active", equalTo(true));
    }

    @Test
    void theTokenBeforeIsKnownUntilItsEnd() {
        TestingCaller.operator()
                .body(Map.of("access_token", token))
                .post(tenant.connection() + "/token/rejected")
                .then()
                .statusCode(202);
        String newer = client.token(tenant).statusCode(200).extract().path("access_token");
        assertThat(newer).isNotEqualTo(token);
        client.introspect(token).body("active", equalTo(true));
        userInfo(token).statusCode(200);
        userInfo(newer).statusCode(200);
        TestingCaller.operator().delete(tenant.connection()).then().statusCode(200);
        client.introspect(token).body("active", equalTo(false));
        userInfo(newer).statusCode(401);
    }

    @Test
    void whoAsksMustSayWhoItIsAndWhatItAsksAbout() {
        for (String address : List.of("/oauth/introspect", "/oauth/revoke")) {
            StandardsClient.post(address, null, Map.of("token", token))
                    .statusCode(400)
                    .body("error", equalTo("invalid_client"));
            StandardsClient.post(address, StandardsClient.basic(client.name(), "csk_no"), Map.of("token", token))
                    .statusCode(401)
                    .body("error", equalTo("invalid_client"));
            client.post(address, Map.of()).statusCode(400).body("error", equalTo("invalid_request"));
        }
    }

    @Test
    void userInfoIsDocuSignsWithTheConnectionsAccountAlone() {
        ValidatableResponse view = tenant.view();
        userInfo(token)
                .statusCode(200)
                .body("sub", equalTo(view.extract().path("user.sub")))
                .body("name", equalTo(view.extract().path("user.name")))
                .body("given_name", equalTo("Person"))
                .body("family_name", equalTo(view.extract().path("user.email")))
                .body("created", equalTo("2020-01-01T00:00:00"))
                .body("email", equalTo(view.extract().path("user.email")))
                .body("accounts.size()", equalTo(1))
                .body("accounts[0].account_id", equalTo(view.extract().path("account.account_id")))
                .body("accounts[0].is_default", equalTo(true))
                .body("accounts[0].base_uri", equalTo(view.extract().path("account.base_uri")));
    }

    @Test
    void userInfoOfAnythingElseIsDocuSigns401() {
        for (String other : List.of(RUBBISH, client.key(), client.handle(tenant))) {
            userInfo(other)
                    .statusCode(401)
                    .contentType("application/json")
                    .body("error", equalTo("internal_server_error"))
                    .body("reference_id", notNullValue());
        }
        given().get("/oauth/userinfo").then().statusCode(401).body("error", equalTo("internal_server_error"));
    }

    private static ValidatableResponse userInfo(String token) {
        return given().header("Authorization", "Bearer " + token)
                .get("/oauth/userinfo")
                .then();
    }

    private static String answer(ValidatableResponse response) {
        return response.statusCode(200).extract().asString();
    }
}
