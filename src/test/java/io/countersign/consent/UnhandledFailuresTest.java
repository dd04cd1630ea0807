package io.countersign.consent;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestingLog;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A failure that no resource catches is logged, without the secrets of its address. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class UnhandledFailuresTest {
    private static final String SECRET = "Very-Secret-Part";

    private final TestingLog log = TestingLog.ofAll();

    @AfterEach
    void stopListening() {
        log.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                TestingBrokenRoute.LINK + "/" + SECRET,
                TestingBrokenRoute.CALLBACK + "/?code=" + SECRET + "&state=" + SECRET
            })
    void areLoggedWithoutTheAddress(String address) {
        String body = given().get(address).then().statusCode(500).extract().asString();

        assertThat(body).contains("Open the link in your invitation once more").doesNotContain(SECRET, "broken route");
        assertThat(log.lines())
                .anyMatch(line -> line.contains("A consent request failed") && line.contains("broken route"))
                .noneMatch(line -> line.contains(SECRET));
    }

    @Test
    void areLoggedWithoutTheAddressElsewhereToo() {
        given().get(TestingBrokenRoute.ELSEWHERE + "/" + SECRET)
                .then()
                .statusCode(500)
                .contentType("application/problem+json");

        assertThat(log.lines())
                .anyMatch(line -> line.contains("nobody foresaw") && line.contains("broken route"))
                .noneMatch(line -> line.contains(SECRET));
    }
}
