package io.countersign.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.restassured.response.ValidatableResponse;

/** What a caller gets where something sealed does not open. */
final class Incident {
    private Incident() {}

    /** Fails for any other answer, and for one that tells of what is within. */
    static void is(ValidatableResponse answer) {
        String body = answer.statusCode(500)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:countersign:problem:internal"))
                .extract()
                .asString();
        assertThat(body).doesNotContain("eyJ", "Exception", "io.countersign", "connection_token");
    }
}
