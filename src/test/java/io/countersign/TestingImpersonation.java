package io.countersign;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.countersign.simulator.OracleLog;
import io.countersign.simulator.SimulatedClient;
import io.countersign.simulator.SimulatedUser;
import io.countersign.simulator.TokenCall;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A connection that impersonates somebody, and what DocuSign knows of it.
 *
 * @param tenant whose it is, with the integration
 */
public record TestingImpersonation(TestingTenant tenant) {
    private static final String ASSERTION = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    /** One with these settings, of an integration without a key. */
    public static TestingImpersonation create(Map<String, String> settings) {
        return new TestingImpersonation(TestingTenant.create(withGrant(settings)));
    }

    /** Likewise, of an integration that has no client secret either. */
    public static TestingImpersonation ofPublicClient(Map<String, String> settings) {
        String app = "public-" + UUID.randomUUID().toString().substring(0, 13);
        String key = UUID.randomUUID().toString();
        TestDocuSign.simulator()
                .put(SimulatedClient.withoutSecrets(key, app, TestDocuSign.publicUrl() + "/oauth/callback/" + app));
        operator()
                .body(Map.of("environment", "demo", "integration_key", key, "client_type", "public"))
                .put("/v1/integrations/" + app)
                .then()
                .statusCode(201);
        TestingTenant tenant = new TestingTenant(TestingTenant.create(Map.of()).tenant(), app, "");
        tenant.configure(withGrant(settings)).statusCode(200);
        return new TestingImpersonation(tenant);
    }

    /** Settings with the grant among them. */
    public static Map<String, Object> withGrant(Map<String, String> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("grant", "jwt_bearer");
        return all;
    }

    /** Adds a key and answers its public half. */
    public String newKey() {
        return operator()
                .body("{}")
                .post("/v1/integrations/" + tenant.integration() + "/rsa-keys")
                .then()
                .statusCode(201)
                .extract()
                .path("public_key");
    }

    /** Adds a key that DocuSign knows. */
    public TestingImpersonation trusted() {
        String publicKey = newKey();
        TestDocuSign.simulator().changeClient(app(), client -> client.withRsaPublicKey(publicKey));
        return this;
    }

    /** The user consents at DocuSign, without any link. */
    public void consents(SimulatedUser user) {
        TestDocuSign.simulator().consent(app(), user.sub(), Set.of("signature", "impersonation"));
    }

    /** The user takes the consent back at DocuSign. */
    public void withdraws(SimulatedUser user) {
        TestDocuSign.simulator().revokeConsent(app(), user.sub());
    }

    private String app() {
        return new TestingRenewal(tenant).integrationKey();
    }

    /** How many assertions DocuSign has got. */
    public int assertions() {
        return calls(ASSERTION).size();
    }

    private List<TokenCall> calls(String grant) {
        String app = app();
        return TestDocuSign.simulator().oracle().calls().stream()
                .filter(call -> app.equals(call.clientId()) && call.grant().equals(grant))
                .toList();
    }

    /** Lets time pass for the connection. */
    public void passes(Duration time) {
        new TestingRenewal(tenant).passes(time);
    }

    /** Gets a token for that user's first account. */
    public void works(SimulatedUser user) {
        tenant.token(Map.of())
                .statusCode(200)
                .body("account_id", equalTo(user.accounts().getFirst().accountId()))
                .body("base_uri", equalTo("https://demo.docusign.net"));
        tenant.view()
                .body("state", equalTo("active"))
                .body("last_error", nullValue())
                .body("user_id", equalTo(user.sub()))
                .body("refresh_token_expires_at", nullValue());
    }

    /** Gets none, because somebody has to act. */
    public void needs(String state, @Nullable String reason) {
        tenant.token(Map.of()).statusCode(409).body("state", equalTo(state)).body("reason", equalTo(reason));
    }

    /** Gets none, because of the integration, and that is flagged. */
    public void isStopped(String reason) {
        tenant.token(Map.of())
                .statusCode(503)
                .body("detail", containsString("its integration: last_error of the connection says why"));
        tenant.view().body("state", equalTo("awaiting_consent")).body("last_error", equalTo(reason));
        operator().get("/v1/integrations/" + tenant.integration()).then().body("flag.reason", equalTo(reason));
    }

    /** What is issued came by an assertion; what the code of the consent brought is stored nowhere. */
    public void hasNothingOfTheCode() {
        String issued = OracleLog.idOf(tenant.accessToken(Map.of()));
        assertThat(calls("authorization_code"))
                .singleElement()
                .satisfies(
                        call -> assertThat(call.issuedAccessToken()).isNotNull().isNotEqualTo(issued));
        assertThat(calls(ASSERTION))
                .last()
                .extracting(TokenCall::issuedAccessToken)
                .isEqualTo(issued);
        assertThat(TestingSql.number(
                        "SELECT count(refresh_token) FROM connection_token WHERE tenant = ?", tenant.tenant()))
                .isZero();
    }
}
