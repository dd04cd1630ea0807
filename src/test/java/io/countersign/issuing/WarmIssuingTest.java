package io.countersign.issuing;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import io.countersign.TestDocuSign;
import io.countersign.TestingCaller;
import io.countersign.TestingSql;
import io.countersign.oauth.StandardsClient;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * What is issued without asking the database, and for how long. Nothing passes on the application's clock but what a
 * test lets pass.
 */
@QuarkusTest
@TestProfile(StandingClockProfile.class)
class WarmIssuingTest extends CallerFixture {
    @Inject
    TestingClock clock;

    /** What another replica does is a statement that this one hears nothing of. */
    private void elsewhere(String change) {
        assertThat(TestingSql.run("UPDATE connection_token SET " + change + " WHERE tenant = ?", tenant.tenant()))
                .isEqualTo(1);
    }

    @Test
    void noticesARevocationElsewhereAfterFiveSeconds() {
        // Given
        String token = issued();
        elsewhere("state = 'consent_required', reason = 'consent_revoked'");

        // Then
        clock.passes(Duration.ofMillis(4900));
        assertThat(issued()).isEqualTo(token);
        clock.passes(Duration.ofMillis(100));
        token(Map.of()).statusCode(409).body("reason", equalTo("consent_revoked"));
    }

    @Test
    void noticesADisconnectElsewhereAfterFiveSeconds() {
        // Given
        issued();
        elsewhere("state = 'disconnected', generation = generation + 1, access_token = NULL, refresh_token = NULL");

        // Then
        issued();
        clock.passes(Duration.ofSeconds(5));
        token(Map.of()).statusCode(409).body("state", equalTo("disconnected"));
    }

    @Test
    void noticesALostKeyElsewhereAfterFiveSeconds() {
        // Given
        issued();
        TestingSql.run("DELETE FROM caller_key WHERE caller = ?", caller);

        // Then
        issued();
        clock.passes(Duration.ofSeconds(5));
        token(Map.of()).statusCode(401);
    }

    @Test
    void noticesAHandleRevokedElsewhereAfterFiveSeconds() {
        // Given
        StandardsClient client = new StandardsClient(caller, key);
        String handle = client.handle(tenant);
        client.refresh(handle).statusCode(200);
        TestingSql.run("DELETE FROM refresh_handle WHERE caller = ?", caller);

        // Then
        clock.passes(Duration.ofMillis(4900));
        client.refresh(handle).statusCode(200);
        clock.passes(Duration.ofMillis(100));
        client.refresh(handle).statusCode(400).body("error", equalTo("invalid_grant"));
    }

    @Test
    void carriesTheLifeOfTheTokenOn() {
        // Given
        elsewhere("access_expires_at = clock_timestamp() + interval '700 seconds'");
        issued();

        // When
        clock.passes(Duration.ofSeconds(4));

        // Then
        token(Map.of()).statusCode(200).body("expires_in", allOf(greaterThan(680), lessThanOrEqualTo(696)));
    }

    @Test
    void asksTheDatabaseWhereTheKeptTokenDoesNotLast() {
        // Given
        elsewhere("access_expires_at = clock_timestamp() + interval '700 seconds'");
        String before = issued();

        // When
        String after =
                token(Map.of("min_ttl_seconds", 800)).statusCode(200).extract().path("access_token");

        // Then
        assertThat(after).isNotEqualTo(before);
        assertThat(issued()).isEqualTo(after);
    }

    @Test
    void keepsNothingThatDoesNotIssue() {
        // Given
        elsewhere("state = 'consent_required', reason = 'consent_revoked'");
        token(Map.of()).statusCode(409);

        // When
        elsewhere("state = 'active', reason = NULL");

        // Then
        issued();
    }

    @Test
    void keepsWhatIsIssuedThoughConsentIsRequired() {
        // Given
        elsewhere("state = 'consent_required', reason = 'lost_response'");
        issued();

        // When
        elsewhere("reason = 'consent_revoked'");

        // Then
        issued();
        clock.passes(Duration.ofSeconds(5));
        token(Map.of()).statusCode(409);
    }

    @Test
    void servesNobodyElsesKey() {
        issued();
        String other = TestingCaller.keyOf("other-" + caller, List.of("another-tenant"), "token:issue");

        TestingCaller.with(other)
                .body("{}")
                .post(tenant.connection() + "/token")
                .then()
                .statusCode(404);
        TestingCaller.with(key.substring(0, key.length() - 1) + (key.endsWith("0") ? "1" : "0"))
                .body("{}")
                .post(tenant.connection() + "/token")
                .then()
                .statusCode(401);
    }

    @Test
    void forgetsAConnectionThatIsDisconnectedHere() {
        issued();
        operator().delete(tenant.connection()).then().statusCode(200);
        token(Map.of()).statusCode(409);
    }

    @Test
    void forgetsAConnectionThatIsConsentedAgainHere() {
        String before = issued();
        String email = tenant.view().extract().path("user.email");
        assertThat(tenant.consent(email).statusCode()).isEqualTo(200);
        assertThat(issued()).isNotEqualTo(before);
    }

    @Test
    void forgetsAConnectionThatIsConfirmedHere() {
        // Given
        String before = issued();
        String other = UUID.randomUUID() + "@example.com";
        TestDocuSign.person(other, "Other account");
        tenant.configure(Map.of()).statusCode(200);
        assertThat(tenant.consent(other).statusCode()).isEqualTo(200);
        assertThat(issued()).isEqualTo(before);

        // When
        String consent = tenant.view().extract().path("pending.consent_id");
        operator()
                .body(Map.of("consent_id", consent))
                .post(tenant.connection() + "/confirmation")
                .then()
                .statusCode(200);

        // Then
        assertThat(issued()).isNotEqualTo(before);
    }

    @Test
    void forgetsATenantThatIsDeletedHere() {
        issued();
        operator().delete("/v1/tenants/" + tenant.tenant()).then().statusCode(204);
        token(Map.of()).statusCode(404);
    }

    @Test
    void forgetsACallerThatIsChangedHere() {
        issued();
        operator()
                .body(Map.of("grants", List.of()))
                .put("/v1/callers/" + caller)
                .then()
                .statusCode(200);
        token(Map.of()).statusCode(404);
    }

    @Test
    void forgetsACallerThatIsDeletedHere() {
        issued();
        operator().delete("/v1/callers/" + caller).then().statusCode(204);
        token(Map.of()).statusCode(401);
    }

    @Test
    void forgetsAKeyThatIsDeletedHere() {
        issued();
        String id = key.substring(4, 16);
        operator().delete("/v1/callers/" + caller + "/api-keys/" + id).then().statusCode(204);
        token(Map.of()).statusCode(401);
    }
}
