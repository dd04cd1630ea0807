package io.countersign;

import static io.restassured.RestAssured.given;

import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;

/** Callers for tests, made over the API of the running application. */
public final class TestingCaller {
    private TestingCaller() {}

    /** A request of the operator, who may do everything. */
    public static RequestSpecification operator() {
        return with(TestDatabase.BOOTSTRAP_KEY);
    }

    /** A JSON request with that key. */
    public static RequestSpecification with(String key) {
        return given().header("Authorization", "Bearer " + key).contentType("application/json");
    }

    /** Puts that caller, with a JSON body. */
    public static ValidatableResponse putCaller(String caller, String body) {
        return operator().body(body).put("/v1/callers/" + caller).then();
    }

    /** Puts a caller with one grant, and answers a new key of it. */
    public static String keyOf(String caller, List<String> tenants, String... permissions) {
        return keyWith(Map.of("tenants", tenants, "permissions", List.of(permissions)), caller);
    }

    /** The same for single connections of these tenants. */
    public static String narrowedKeyOf(
            String caller, List<String> tenants, List<String> connections, String... permissions) {
        return keyWith(
                Map.of("tenants", tenants, "permissions", List.of(permissions), "connections", connections), caller);
    }

    /** A new key of a caller that is there, which lives for so many seconds. */
    public static String endingKeyOf(String caller, int seconds) {
        return operator()
                .body(Map.of("expires_in", seconds))
                .post("/v1/callers/" + caller + "/api-keys")
                .then()
                .statusCode(201)
                .extract()
                .path("api_key");
    }

    private static String keyWith(Map<String, Object> grant, String caller) {
        operator()
                .body(Map.of("grants", List.of(grant)))
                .put("/v1/callers/" + caller)
                .then()
                .statusCode(org.hamcrest.Matchers.in(List.of(200, 201)));
        return operator()
                .body("{}")
                .post("/v1/callers/" + caller + "/api-keys")
                .then()
                .statusCode(201)
                .extract()
                .path("api_key");
    }
}
