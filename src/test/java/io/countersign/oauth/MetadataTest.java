package io.countersign.oauth;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** What a client that is given nothing but the issuer finds. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class MetadataTest {
    @ConfigProperty(name = "countersign.public-url")
    String publicUrl;

    @Test
    void isTheSameAtBothAddressesAndNamesTheIssuerToTheLetter() {
        String metadata = get("/.well-known/oauth-authorization-server");
        assertThat(get("/.well-known/openid-configuration")).isEqualTo(metadata);
        JsonObject told = new JsonObject(metadata);
        assertThat(told.getString("issuer")).isEqualTo(publicUrl);
        assertThat(told.getJsonArray("response_types_supported")).isEqualTo(new JsonArray());
        assertThat(told.getJsonArray("subject_types_supported")).isEqualTo(new JsonArray().add("public"));
        assertThat(told.getJsonArray("grant_types_supported"))
                .isEqualTo(new JsonArray()
                        .add("client_credentials")
                        .add("refresh_token")
                        .add("urn:ietf:params:oauth:grant-type:token-exchange"));
    }

    @Test
    void eachEndpointThatItNamesIsThere() {
        JsonObject told = new JsonObject(get("/.well-known/oauth-authorization-server"));
        for (String endpoint :
                List.of("token_endpoint", "introspection_endpoint", "revocation_endpoint", "userinfo_endpoint")) {
            String path = URI.create(told.getString(endpoint)).getPath();
            assertThat(given().post(path).then().extract().asString())
                    .as(endpoint)
                    .contains("\"error\"");
        }
        assertThat(new JsonObject(get(URI.create(told.getString("jwks_uri")).getPath())))
                .isEqualTo(new JsonObject().put("keys", new JsonArray()));
    }

    private static String get(String path) {
        return given().get(path)
                .then()
                .statusCode(200)
                .contentType("application/json")
                .extract()
                .asString();
    }
}
