package io.countersign.openapi;

import io.quarkus.test.junit.callback.QuarkusTestBeforeEachCallback;
import io.quarkus.test.junit.callback.QuarkusTestMethodContext;
import io.restassured.RestAssured;

/**
 * Called by Quarkus before each test of the whole application; for packaged ones pom.xml asks for it. Not before that:
 * REST Assured is one for all.
 */
public final class AnswersAreChecked implements QuarkusTestBeforeEachCallback {
    @Override
    public void beforeEach(QuarkusTestMethodContext context) {
        // By name: each application that a test starts has classes of its own.
        boolean present = RestAssured.filters().stream()
                .anyMatch(filter -> filter.getClass().getName().equals(CheckedAnswers.class.getName()));
        if (!present) {
            RestAssured.filters(new CheckedAnswers());
        }
    }
}
