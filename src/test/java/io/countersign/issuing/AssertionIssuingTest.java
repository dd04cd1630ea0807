package io.countersign.issuing;

import static io.countersign.TestingCaller.operator;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingRenewal;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.simulator.SimulatedUser;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A token of an impersonated user, from the first try to the consent that is taken back, against the simulator. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class AssertionIssuingTest {
    private static final Set<String> CONSENTED = Set.of("signature", "impersonation");

    private TestingTenant tenant;
    private TestingRenewal renewal;
    private String key;
    private SimulatedUser person;

    @BeforeEach
    void impersonates() {
        tenant = TestingTenant.create(Map.of());
        renewal = new TestingRenewal(tenant);
        key = renewal.integrationKey();
        person = TestDocuSign.person(UUID.randomUUID() + "@example.com", "First", "Second");
        TestingSql.run(
                "UPDATE connection SET grant_type = 'jwt_bearer', user_id = ?, scopes = '{signature}' WHERE tenant = ?",
                person.sub(),
                tenant.tenant());
        TestingSql.run("UPDATE connection_token SET grant_type = 'jwt_bearer' WHERE tenant = ?", tenant.tenant());
    }

    private void addsKey() {
        String pem = operator()
                .body("{}")
                .post("/v1/integrations/" + tenant.integration() + "/rsa-keys")
                .then()
                .statusCode(201)
                .extract()
                .path("public_key");
        TestDocuSign.simulator().changeClient(key, client -> client.withRsaPublicKey(pem));
    }

    private void consents() {
        TestDocuSign.simulator().consent(key, person.sub(), CONSENTED);
    }

    @Test
    void aConsentThatWasGivenAnywhereIsFound() {
        addsKey();
        tenant.token(Map.of()).statusCode(409).body("state", equalTo("awaiting_consent"));
        consents();
        tenant.token(Map.of()).statusCode(409).body("state", equalTo("awaiting_consent"));
        tenant.view().body("last_error", equalTo("consent_missing"));

        renewal.passes(Duration.ofSeconds(7));
        tenant.token(Map.of())
                .statusCode(200)
                .body("account_id", equalTo(person.accounts().getFirst().accountId()));

        tenant.view()
                .body("state", equalTo("active"))
                .body("last_error", nullValue())
                .body("refresh_token_expires_at", nullValue());
        tenant.token(Map.of("min_ttl_seconds", 3_001)).statusCode(200);
    }

    @Test
    void aConsentThatIsTakenBackAndGivenAgain() {
        addsKey();
        consents();
        tenant.token(Map.of()).statusCode(200);
        TestDocuSign.simulator().revokeConsent(key, person.sub());
        renewal.passes(Duration.ofMinutes(58));

        tenant.token(Map.of("min_ttl_seconds", 3_001)).statusCode(422);
        tenant.token(Map.of()).statusCode(409).body("reason", equalTo("consent_revoked"));

        consents();
        operator().body("{}").post(tenant.connection() + "/retry").then().statusCode(202);
        tenant.token(Map.of()).statusCode(200);
    }

    @Test
    void withoutAKeyTheIntegrationIsFlaggedAndAKeyEndsThat() {
        consents();
        tenant.token(Map.of()).statusCode(503);
        tenant.view().body("state", equalTo("awaiting_consent")).body("last_error", equalTo("rsa_key_missing"));
        operator()
                .get("/v1/integrations/" + tenant.integration())
                .then()
                .body("flag.reason", equalTo("rsa_key_missing"));

        addsKey();

        tenant.token(Map.of()).statusCode(200);
    }

    @Test
    void aPinThatDiffersStoresNothing() {
        addsKey();
        consents();
        TestingSql.run(
                "UPDATE connection SET expected_account_id = ? WHERE tenant = ?",
                UUID.randomUUID().toString(),
                tenant.tenant());

        tenant.token(Map.of()).statusCode(409);

        tenant.view().body("state", equalTo("awaiting_consent")).body("last_error", equalTo("account_mismatch"));
    }
}
