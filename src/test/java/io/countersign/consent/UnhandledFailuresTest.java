package io.countersign.consent;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A failure that no resource catches is logged, without the secrets of its address. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class UnhandledFailuresTest {
    private static final String SECRET = "Very-Secret-Part";

    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final Handler listener = new Handler() {
        private final PatternFormatter formatter = new PatternFormatter("%c %s%e%n");

        @Override
        public void publish(LogRecord line) {
            lines.add(formatter.format(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        Logger.getLogger("").addHandler(listener);
    }

    @AfterEach
    void stopListening() {
        Logger.getLogger("").removeHandler(listener);
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
        assertThat(lines)
                .anyMatch(line -> line.contains("A consent request failed") && line.contains("broken route"))
                .noneMatch(line -> line.contains(SECRET));
    }

    @Test
    void areLoggedByQuarkusElsewhere() {
        given().get(TestingBrokenRoute.ELSEWHERE + "/x").then().statusCode(500);

        assertThat(lines).anyMatch(line -> line.contains("QuarkusErrorHandler") && line.contains("broken route"));
    }
}
