package io.countersign.integration;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingRenewal;
import io.countersign.TestingTenant;
import io.countersign.simulator.SimulatedClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An app that has no secret at DocuSign. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class PublicClientTest {
    private final String name = "public-" + UUID.randomUUID().toString().substring(0, 13);
    private final Map<String, Object> app =
            Map.of("environment", "demo", "integration_key", UUID.randomUUID().toString(), "client_type", "public");

    private ValidatableResponse put(Map<String, Object> changes) {
        Map<String, Object> body = new LinkedHashMap<>(app);
        body.putAll(changes);
        return operator().body(body).put("/v1/integrations/" + name).then();
    }

    /** From the link to the second token, with DocuSign seeing no secret. */
    @Test
    void consentsAndRenewsWithoutASecret() {
        put(Map.of()).statusCode(201).body("client_type", equalTo("public"));
        TestDocuSign.simulator()
                .put(SimulatedClient.withoutSecrets(
                        (String) app.get("integration_key"),
                        name,
                        TestDocuSign.publicUrl() + "/oauth/callback/" + name));
        TestingTenant tenant = new TestingTenant(name, name, "none");
        operator()
                .body(Map.of("display_name", "Public"))
                .put("/v1/tenants/" + name)
                .then()
                .statusCode(201);
        String email = UUID.randomUUID() + "@example.com";
        TestDocuSign.person(email, "Only account");
        tenant.configure(Map.of("expected_email", email)).statusCode(201);

        assertThat(tenant.consent(email).statusCode()).isEqualTo(200);
        String first = tenant.accessToken(Map.of());
        TestingRenewal renewal = new TestingRenewal(tenant);
        renewal.passes(Duration.ofHours(8));

        assertThat(tenant.accessToken(Map.of())).isNotEqualTo(first);
        assertThat(renewal.refreshes()).hasSize(1);
        tenant.view().body("last_error", equalTo(null));
        put(Map.of("client_type", "confidential"))
                .statusCode(409)
                .body("detail", containsString("Its environment, integration_key and client_type can be changed when"));
    }

    @Test
    void takesNoSecret() {
        put(Map.of("client_secret", "s")).statusCode(422).body("errors.field", contains("client_secret"));
        put(Map.of()).statusCode(201);
        operator()
                .body(Map.of("client_secret", "s"))
                .post("/v1/integrations/" + name + "/client-secrets")
                .then()
                .statusCode(409);
    }

    @Test
    void dropsTheSecretsOfTheConfidentialAppItWas() {
        put(Map.of("client_type", "confidential", "client_secret", "s"))
                .statusCode(201)
                .body("client_type", equalTo("confidential"), "client_secrets", hasSize(1));

        put(Map.of()).statusCode(200).body("client_type", equalTo("public"), "client_secrets", hasSize(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Public", "native", ""})
    void namesABadType(String type) {
        put(Map.of("client_type", type)).statusCode(422).body("errors.field", contains("client_type"));
    }
}
