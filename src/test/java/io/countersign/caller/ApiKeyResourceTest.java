package io.countersign.caller;

import static io.countersign.TestingCaller.keyOf;
import static io.countersign.TestingCaller.operator;
import static io.countersign.TestingCaller.putCaller;
import static io.countersign.TestingCaller.with;
import static io.countersign.TestingTrail.typesOfCaller;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import io.countersign.TestDatabase;
import io.countersign.TestingCaller;
import io.countersign.TestingSql;
import io.countersign.TestingWait;
import io.countersign.crypto.Digest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The API keys of callers. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ApiKeyResourceTest {
    @Test
    void makesListsAndDeletesKeys() {
        putCaller("keys", "{\"grants\":[{\"tenants\":[\"*\"],\"permissions\":[\"audit:read\"]}]}");
        var created = operator()
                .post("/v1/callers/keys/api-keys")
                .then()
                .statusCode(201)
                .header("Cache-Control", "no-store")
                .extract()
                .jsonPath();
        String key = created.getString("api_key");
        String id = created.getString("id");

        assertThat(Instant.parse(created.getString("expires_at")))
                .isCloseTo(Instant.now().plus(Duration.ofDays(90)), within(1, ChronoUnit.MINUTES));
        with(key).get("/v1/audit-events").then().statusCode(200);
        operator()
                .get("/v1/callers/keys")
                .then()
                .body("api_keys.id", contains(id))
                .body(not(containsString(key)));

        operator().delete("/v1/callers/keys/api-keys/" + id).then().statusCode(204);
        operator().delete("/v1/callers/keys/api-keys/" + id).then().statusCode(404);
        with(key).get("/v1/audit-events").then().statusCode(401);
        assertThat(typesOfCaller("keys")).containsExactly("caller.created", "api-key.created", "api-key.deleted");
    }

    @Test
    void bindsAKeyToItsCaller() {
        putCaller("one", "{\"grants\":[]}");
        putCaller("other", "{\"grants\":[]}");
        String id = operator()
                .body("{}")
                .post("/v1/callers/one/api-keys")
                .then()
                .extract()
                .path("id");

        operator().delete("/v1/callers/other/api-keys/" + id).then().statusCode(404);
        operator().post("/v1/callers/nobody/api-keys").then().statusCode(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{\"expires_in\":0} | expires_in",
                "{\"expires_in\":31536001} | expires_in",
                "{\"expires_in\":\"60\"} | expires_in",
                "{\"expires_in\":1.5} | expires_in",
                "{\"expires_in\":99999999999999999999} | expires_in",
                "{\"expires\":60} | expires",
            })
    void namesTheBadFieldOfAKey(String body, String field) {
        putCaller("bad-keys", "{\"grants\":[]}");

        operator()
                .body(body)
                .post("/v1/callers/bad-keys/api-keys")
                .then()
                .statusCode(422)
                .body("errors.field", contains(field));
    }

    @Test
    void refusesAKeyThatHasExpired() {
        keyOf("expires", List.of("*"), "audit:read");
        String key = TestingCaller.endingKeyOf("expires", 1);

        TestingWait.until(
                "the key has expired", () -> with(key).get("/v1/audit-events").statusCode() == 401);

        assertThat(TestingSql.number("SELECT count(*) FROM audit_event WHERE type = 'caller.unverified'"
                        + " AND details ->> 'caller' = 'expires'"))
                .isZero();
    }

    @Test
    void refusesTheKeysOfADeletedCaller() {
        String key = keyOf("goes", List.of("*"), "audit:read");

        operator().delete("/v1/callers/goes").then().statusCode(204);

        with(key).get("/v1/audit-events").then().statusCode(401);
    }

    @Test
    void storesNoKey() {
        String key = keyOf("hashed", List.of("*"), "audit:read");

        assertThat(TestingSql.value(byte[].class, "SELECT hash FROM caller_key WHERE caller = 'hashed'"))
                .isEqualTo(Digest.ofText(key));
    }
}
