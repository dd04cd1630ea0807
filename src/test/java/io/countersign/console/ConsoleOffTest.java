package io.countersign.console;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Switched off, the console is nowhere. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@TestProfile(ConsoleOffTest.Off.class)
class ConsoleOffTest {
    /** As production has it by default. */
    public static class Off implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("countersign.console.enabled", "false");
        }
    }

    @Test
    void itsAddressesAreAsAnyThatThereAreNot() {
        Response nowhere = given().get("/nowhere");
        for (String path : List.of("/console", "/console/sign-in", "/console/nothing", "/console;x/sign-in")) {
            Response answer = given().get(path);

            assertThat(answer.statusCode()).as(path).isEqualTo(404);
            assertThat(answer.asString()).as(path).isEqualTo(nowhere.asString());
            assertThat(answer.contentType()).as(path).isEqualTo(nowhere.contentType());
        }
        assertThat(given().formParam("key", TestDatabase.BOOTSTRAP_KEY)
                        .post("/console/sign-in")
                        .statusCode())
                .isEqualTo(404);
    }
}
