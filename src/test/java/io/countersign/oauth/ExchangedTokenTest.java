package io.countersign.oauth;

import static io.countersign.TestingCaller.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.countersign.TestDatabase;
import io.countersign.TestingTenant;
import io.countersign.caller.ClientId;
import io.countersign.caller.IdentifiedCaller;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens for callers without a key: as Bearer, and exchanged (RFC 8693). */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ExchangedTokenTest {
    private TestingTenant tenant;
    private IdentifiedCaller caller;

    @BeforeEach
    void connect() {
        tenant = TestingTenant.connected();
        caller = IdentifiedCaller.of(List.of(tenant.tenant()), "token:issue");
    }

    private ValidatableResponse exchange(String authorization, String... more) {
        Map<String, String> form = new HashMap<>(Map.of(
                "grant_type",
                "urn:ietf:params:oauth:grant-type:token-exchange",
                "subject_token_type",
                "urn:ietf:params:oauth:token-type:jwt",
                "subject_token",
                caller.token(),
                "resource",
                StandardsClient.urn(tenant)));
        for (int i = 0; i < more.length; i += 2) {
            form.put(more[i], more[i + 1]);
        }
        return StandardsClient.post("/oauth/token", authorization, form);
    }

    private int asked() {
        return with(caller.token())
                .body("{}")
                .post(tenant.connection() + "/token")
                .then()
                .extract()
                .statusCode();
    }

    @Test
    void isTheTokenThatTheApiIssues() {
        exchange(null)
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .body("access_token", equalTo(tenant.accessToken(Map.of())))
                .body("issued_token_type", equalTo("urn:ietf:params:oauth:token-type:access_token"))
                .body("token_type", equalTo("Bearer"))
                .body("account_id", notNullValue())
                .body("base_uri", notNullValue())
                .body("environment", equalTo("demo"));
        assertThat(asked()).isEqualTo(200);
    }

    @Test
    void whatStandsBesideItHasToMeanTheSameCaller() {
        exchange(null, "client_id", caller.name()).statusCode(200);
        exchange(null, "client_id", ClientId.of(caller.name()).toString()).statusCode(200);
        exchange(StandardsClient.basic(caller.name(), caller.key()))
                .statusCode(200)
                .body("access_token", equalTo(tenant.accessToken(Map.of())));
        exchange(null, "client_id", "another")
                .statusCode(400)
                .body("error", equalTo("invalid_request"))
                .body("error_description", containsString("two different clients"));
        StandardsClient other = StandardsClient.of(tenant);
        exchange(StandardsClient.basic(other.name(), other.key()))
                .statusCode(400)
                .body("error", equalTo("invalid_request"));
    }

    @Test
    void theTargetIsJudgedAfterTheSubject() {
        String missing = exchange(null, "resource", "urn:countersign:tenant:nobody")
                .statusCode(400)
                .body("error", equalTo("invalid_target"))
                .extract()
                .asString();
        TestingTenant foreign = TestingTenant.connected();
        exchange(null, "resource", StandardsClient.urn(foreign)).statusCode(400).body(equalTo(missing));
        exchange(null, "resource", "").statusCode(400).body("error", equalTo("invalid_target"));
        exchange(null, "resource", "", "subject_token", caller.token() + "AA")
                .statusCode(400)
                .body("error", equalTo("invalid_request"));
    }

    @Test
    void anIdentityThatIsTakenAwayOpensNothing() {
        assertThat(asked()).isEqualTo(200);

        caller.put(
                List.of(Map.of("tenants", List.of(tenant.tenant()), "permissions", List.of("token:issue"))), List.of());

        assertThat(asked()).isEqualTo(401);
        exchange(null).statusCode(400).body("error", equalTo("invalid_request"));
    }
}
