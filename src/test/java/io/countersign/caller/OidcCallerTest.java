package io.countersign.caller;

import static io.countersign.TestingCaller.operator;
import static io.countersign.TestingCaller.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.countersign.TestDatabase;
import io.countersign.TestIssuer;
import io.countersign.TestingMetrics;
import io.countersign.TestingTenant;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** JWTs as Bearer. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class OidcCallerTest {

    private static double counted(String issuer, String outcome) {
        return TestingMetrics.value(
                "countersign_oidc_verifications_total{issuer=\"%s\",outcome=\"%s\"}".formatted(issuer, outcome));
    }

    /** At every door, with the rights of the one caller whose identity it is; and gone with that identity. */
    @Test
    void isTheCallerWhoseIdentityItIs() {
        // Given
        TestingTenant tenant = TestingTenant.connected();
        String caller = "sender-" + UUID.randomUUID();
        Map<String, Object> identity = Map.of("type", "oidc", "issuer", TestIssuer.issuer(), "subject", caller);
        Map<String, Object> grant =
                Map.of("tenants", List.of(tenant.tenant()), "permissions", List.of("token:issue", "connection:read"));
        operator()
                .body(Map.of("grants", List.of(grant), "identities", List.of(identity)))
                .put("/v1/callers/" + caller)
                .then()
                .statusCode(201);
        String jwt = TestIssuer.token(caller);

        // Then
        with(jwt).get(tenant.connection()).then().statusCode(200);
        with(jwt).get("/v1/audit-events").then().statusCode(403);
        for (int asked = 0; asked < 2; asked++) {
            with(jwt).body("{}").post(tenant.connection() + "/token").then().statusCode(200);
        }
        with(TestIssuer.token(caller + "-else")).get(tenant.connection()).then().statusCode(401);

        // When
        operator()
                .body(Map.of("grants", List.of(grant)))
                .put("/v1/callers/" + caller)
                .then()
                .statusCode(200);

        // Then
        with(jwt).get(tenant.connection()).then().statusCode(401);
        with(jwt).body("{}").post(tenant.connection() + "/token").then().statusCode(401);
    }

    /** To the byte as an API key that nobody has. */
    @Test
    void everyRefusalIsTheSame() {
        String asAKey = with("csk_none").get("/v1/audit-events").asString();
        List<String> refused = List.of(
                TestIssuer.token("nobody"),
                TestIssuer.endedToken("nobody"),
                TestIssuer.tokenFor("elsewhere", "nobody"),
                TestIssuer.token("nobody") + "AA");

        assertThat(refused).allSatisfy(token -> {
            Response answer = with(token).get("/v1/audit-events");
            answer.then()
                    .statusCode(401)
                    .header("WWW-Authenticate", "Bearer realm=\"countersign\", error=\"invalid_token\"");
            assertThat(answer.asString()).isEqualTo(asAKey);
        });
        assertThat(counted("tests", "proven")).isGreaterThanOrEqualTo(1);
        assertThat(counted("tests", "expired")).isGreaterThanOrEqualTo(1);
        assertThat(counted("tests", "audience")).isGreaterThanOrEqualTo(1);
        assertThat(counted("tests", "signature")).isGreaterThanOrEqualTo(1);
    }

    @Test
    void letsNobodyInWhileTheIssuerIsAway() {
        with(TestIssuer.tokenOfWhoIsAway("sender"))
                .get("/v1/audit-events")
                .then()
                .statusCode(503)
                .contentType("application/problem+json")
                .header("Retry-After", "5")
                .body("type", equalTo("urn:countersign:problem:unavailable"));
        assertThat(counted("away", "unknowable")).isGreaterThanOrEqualTo(1);
        assertThat(TestingMetrics.value("countersign_oidc_fetches_total{issuer=\"away\",outcome=\"failed\"}"))
                .isGreaterThanOrEqualTo(1);
    }
}
