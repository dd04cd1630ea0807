package io.countersign.problem;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.countersign.TestDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** What goes wrong before any feature is reached. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ProblemRenderingTest {

    @Test
    void asksForACredential() {
        given().get("/v1/audit-events")
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", "Bearer realm=\"countersign\"")
                .header("Cache-Control", "no-store")
                .body("type", equalTo("urn:countersign:problem:unauthenticated"))
                .body("status", equalTo(401))
                .body("errors", nullValue());
    }

    @Test
    void saysThatACredentialWasRefused() {
        given().header("Authorization", "Bearer nobody")
                .get("/v1/audit-events")
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", "Bearer realm=\"countersign\", error=\"invalid_token\"");
    }

    @Test
    void takesTheOperatorsKey() {
        given().header("Authorization", "Bearer " + TestDatabase.BOOTSTRAP_KEY)
                .get("/v1/audit-events")
                .then()
                .log()
                .all()
                .statusCode(200);
    }

    @Test
    void rendersAnUnknownAddress() {
        given().get("/v1/nowhere").then().log().all().statusCode(404).contentType("application/problem+json");
    }

    @Test
    void rendersAnUnknownMethod() {
        given().header("Authorization", "Bearer " + TestDatabase.BOOTSTRAP_KEY)
                .delete("/v1/audit-events")
                .then()
                .log()
                .all()
                .statusCode(405)
                .contentType("application/problem+json");
    }

    @Test
    void namesABadNumber() {
        given().header("Authorization", "Bearer " + TestDatabase.BOOTSTRAP_KEY)
                .get("/v1/audit-events?limit=many")
                .then()
                .log()
                .all()
                .statusCode(422)
                .body("errors[0].field", equalTo("limit"));
    }

    @Test
    void namesABadNumberRange() {
        given().header("Authorization", "Bearer " + TestDatabase.BOOTSTRAP_KEY)
                .get("/v1/audit-events?limit=0&tenant=A_")
                .then()
                .log()
                .all()
                .statusCode(422)
                .body("errors[0].field", equalTo("limit"));
    }
}
