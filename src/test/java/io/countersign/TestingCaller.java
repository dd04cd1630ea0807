package io.countersign;

import static io.restassured.RestAssured.given;

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

    /** Puts a caller with one grant, and answers a new key of it. */
    public static String keyOf(String caller, List<String> tenants, String... permissions) {
        operator()
                .body(Map.of("grants", List.of(Map.of("tenants", tenants, "permissions", List.of(permissions)))))
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
