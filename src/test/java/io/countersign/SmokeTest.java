package io.countersign;

import static io.restassured.RestAssured.given;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = TestDatabase.class)
class SmokeTest {
    @Test
    void describesItself() {
        given().get("/q/openapi").then().statusCode(200);
    }
}
