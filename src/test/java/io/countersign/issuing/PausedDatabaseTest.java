package io.countersign.issuing;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import io.countersign.TestingCaller;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingWait;
import io.countersign.oauth.StandardsClient;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ExtractableResponse;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The database takes everything and answers nothing, as if it had been stopped. */
@QuarkusTest
@TestProfile(PausableProfile.class)
class PausedDatabaseTest extends CallerFixture {
    @Inject
    TestingClock clock;

    PausingProxy proxy;

    @AfterEach
    void resume() {
        proxy.resume();
        TestingWait.until(
                "the database answers", () -> operator().get("/v1/callers").statusCode() == 200);
    }

    /**
     * A token of a database that works. The first statements of a cold application may take longer than the deadline
     * that this profile sets.
     */
    private String issuedAtLast(Map<String, Object> body) {
        AtomicReference<String> token = new AtomicReference<>();
        TestingWait.until("a token is issued", () -> {
            ExtractableResponse<Response> answer = token(body).extract();
            token.set(answer.path("access_token"));
            return answer.statusCode() == 200;
        });
        return token.get();
    }

    private void tokenLives(int seconds) {
        TestingSql.run(
                "UPDATE connection_token SET access_expires_at = clock_timestamp() + make_interval(secs => ?) WHERE"
                        + " tenant = ?",
                (double) seconds,
                tenant.tenant());
    }

    private static Duration timeOf(Runnable work) {
        long began = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - began);
    }

    @Test
    void issuesWhatItIssuedLatelyAndWaitsOnce() {
        // Given
        String token = issuedAtLast(Map.of());

        // When
        proxy.pause();
        clock.passes(Duration.ofSeconds(6));
        assertThat(issued()).isEqualTo(token);

        // Then
        assertThat(timeOf(() ->
                        IntStream.range(0, 40).forEach(i -> assertThat(issued()).isEqualTo(token))))
                .isLessThan(PausableProfile.DEADLINE.multipliedBy(20));
        clock.passes(Duration.ofSeconds(293));
        assertThat(issued()).isEqualTo(token);
        clock.passes(Duration.ofSeconds(1));
        token(Map.of()).statusCode(503).header("Retry-After", "2");
    }

    @Test
    void refusesTheRestQuickly() {
        // Given
        TestingTenant never = TestingTenant.connected();
        proxy.pause();

        // Then
        assertThat(timeOf(() -> TestingCaller.with(key)
                        .body("{}")
                        .post(tenant.connection() + "/token")
                        .then()
                        .statusCode(503)
                        .contentType("application/problem+json")
                        .header("Retry-After", "2")
                        .body("type", equalTo("urn:countersign:problem:unavailable"))))
                .isLessThan(Duration.ofSeconds(5));
        never.token(Map.of()).statusCode(503).header("Retry-After", "2");
    }

    @Test
    void grantsAtTheTokenEndpointWhatItGrantedLately() {
        // Given
        StandardsClient client = new StandardsClient(caller, key);
        String handle = client.handle(tenant);
        String unused = client.handle(tenant);
        untilGranted(() -> client.token(tenant));
        untilGranted(() -> client.refresh(handle));

        // When
        proxy.pause();

        // Then
        clock.passes(Duration.ofSeconds(299));
        client.token(tenant).statusCode(200);
        client.refresh(handle).statusCode(200);
        temporarilyUnavailable(client.refresh(unused));
        clock.passes(Duration.ofSeconds(1));
        temporarilyUnavailable(client.token(tenant));
        temporarilyUnavailable(client.refresh(handle));
    }

    private static void untilGranted(Supplier<ValidatableResponse> request) {
        TestingWait.until("a token is granted", () -> request.get().extract().statusCode() == 200);
    }

    private static void temporarilyUnavailable(ValidatableResponse answer) {
        answer.statusCode(503).header("Retry-After", "2").body("error", equalTo("temporarily_unavailable"));
    }

    @Test
    void refusesAKeyWhoseEndHasCome() {
        // Given
        key = operator()
                .body(Map.of("expires_in", 60))
                .post("/v1/callers/" + caller + "/api-keys")
                .then()
                .statusCode(201)
                .extract()
                .path("api_key");
        issuedAtLast(Map.of());

        // When
        proxy.pause();

        // Then
        clock.passes(Duration.ofSeconds(50));
        issued();
        clock.passes(Duration.ofSeconds(10));
        token(Map.of()).statusCode(503);
    }

    @Test
    void keepsToTheRulesWithWhatItHas() {
        // Given
        tokenLives(300);
        issuedAtLast(Map.of("min_ttl_seconds", 0));

        // When
        proxy.pause();
        clock.passes(Duration.ofSeconds(10));

        // Then: the last resort of who did not say, nothing for who did.
        token(Map.of()).statusCode(200).body("expires_in", lessThanOrEqualTo(290));
        token(Map.of("min_ttl_seconds", 600)).statusCode(503).header("Retry-After", "2");
        token(Map.of("min_ttl_seconds", 200)).statusCode(200);
        clock.passes(Duration.ofSeconds(235));
        token(Map.of()).statusCode(503);
        token(Map.of("min_ttl_seconds", 0)).statusCode(200).body("expires_in", lessThanOrEqualTo(55));
    }

    @Test
    void goesOnSoonAfterTheDatabaseDoes() {
        // Given
        issuedAtLast(Map.of());
        proxy.pause();
        clock.passes(Duration.ofMinutes(6));
        IntStream.range(0, 200).parallel().forEach(i -> token(Map.of()).statusCode(503));

        // When
        proxy.resume();

        // Then
        assertThat(timeOf(() -> TestingWait.until(
                        "tokens are issued again",
                        () -> token(Map.of()).extract().statusCode() == 200)))
                .isLessThan(Duration.ofSeconds(5));
    }
}
