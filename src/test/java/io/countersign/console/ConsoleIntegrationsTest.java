package io.countersign.console;

import static io.countersign.TestingCaller.keyOf;
import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.countersign.TestDatabase;
import io.countersign.TestingConsole;
import io.countersign.TestingLog;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Integrations are made, changed and deleted by forms, with their client secrets and RSA keys. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ConsoleIntegrationsTest {
    private final String name = "form-" + UUID.randomUUID().toString().substring(0, 13);
    private final String page = "/console/integrations/" + name;
    private final String key = UUID.randomUUID().toString();
    private final TestingConsole console = TestingConsole.ofOperator();

    private HttpResponse<String> make() {
        return console.send(
                "/console/new-integration",
                "integration",
                name,
                "environment",
                "demo",
                "integration_key",
                key,
                "client_type",
                "confidential",
                "client_secret",
                "typed-" + key);
    }

    private ValidatableResponse there() {
        return operator().get("/v1/integrations/" + name).then().statusCode(200);
    }

    private String idOf(String credentials) {
        return there().body(credentials, hasSize(1)).extract().path(credentials + "[0].id");
    }

    @Test
    void oneIsMadeAndToldWhatToDoAtDocuSign() {
        HttpResponse<String> made = make();

        assertThat(made.statusCode()).as(made.body()).isEqualTo(303);
        assertThat(made.headers().firstValue("Location")).contains(page);
        there().body("integration_key", equalTo(key))
                .body("scopes", contains("signature", "extended"))
                .body("tenant", equalTo(null))
                .body("client_secrets", hasSize(1));
        assertThat(console.page(page))
                .contains("/oauth/callback/" + name, "Register this at DocuSign", "Go-live check")
                .doesNotContain("typed-" + key);
        assertThat(make().statusCode()).isEqualTo(422);
        assertThat(make().body()).contains("is the name of an integration already");
    }

    @Test
    void whatWasTypedAsASecretIsNeitherShownNorLogged() {
        make();
        String secret = "typed-again-" + key;
        String pem = "-----BEGIN PUBLIC KEY-----\r\n" + key + "\r\n-----END PUBLIC KEY-----";

        try (TestingLog log = TestingLog.ofAll()) {
            HttpResponse<String> refused = console.send(
                    "/console/new-integration",
                    "integration",
                    name + "-2",
                    "environment",
                    "mars",
                    "integration_key",
                    "no guid",
                    "client_secret",
                    secret);
            HttpResponse<String> secretRefused =
                    console.fill(page + "/client-secrets", "client_secret", secret + "\u00e9");
            HttpResponse<String> pemRefused = console.fill(page + "/rsa-keys", "private_key", pem);

            assertThat(refused.statusCode()).isEqualTo(422);
            assertThat(refused.body())
                    .contains("value=\"no guid\"", "id=\"error-environment\"", "id=\"error-integration_key\"")
                    .doesNotContain(secret);
            assertThat(secretRefused.statusCode()).isEqualTo(422);
            assertThat(secretRefused.body())
                    .contains("id=\"error-client_secret\"")
                    .doesNotContain(secret);
            assertThat(pemRefused.statusCode()).isEqualTo(422);
            assertThat(pemRefused.body()).contains("this is the public key").doesNotContain(key);
            assertThat(log.lines()).noneMatch(line -> line.contains(secret) || line.contains("BEGIN PUBLIC"));
        }
    }

    @Test
    void settingsAreChangedAsTheyWereShownAndNotOtherwise() {
        make();
        String shown = console.shown(page + "/settings");
        operator()
                .body(Map.of("environment", "demo", "integration_key", key, "display_name", "Of somebody else"))
                .put("/v1/integrations/" + name)
                .then()
                .statusCode(200);

        HttpResponse<String> stale =
                console.send(page + "/settings", "shown", shown, "display_name", "Mine", "scopes", "signature");
        assertThat(stale.statusCode()).isEqualTo(409);
        assertThat(stale.body()).contains("has changed since this page was shown", "value=\"Mine\"");
        there().body("display_name", equalTo("Of somebody else"));

        HttpResponse<String> changed =
                console.fill(page + "/settings", "display_name", "Mine", "scopes", "signature  impersonation");
        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(303);
        there().body("display_name", equalTo("Mine"))
                .body("scopes", contains("signature", "impersonation"))
                .body("integration_key", equalTo(key))
                .body("client_secrets", hasSize(1));
        assertThat(console.fill(page + "/settings", "tenant", name + "-nowhere").body())
                .contains("id=\"error-tenant\"");
    }

    @Test
    void aClientSecretIsReplacedWithoutAGap() {
        make();
        String first = idOf("client_secrets");
        String add = page + "/client-secrets";
        String delete = add + "/" + first + "/deletion";

        assertThat(console.page(delete)).contains("This is the only client secret");
        String shown = console.shown(delete);
        String shownToAdd = console.shown(add);
        assertThat(console.send(add, "shown", shownToAdd, "client_secret", "second " + key)
                        .statusCode())
                .isEqualTo(303);
        assertThat(console.send(add, "shown", shownToAdd, "client_secret", "third " + key)
                        .statusCode())
                .isEqualTo(409);
        assertThat(console.send(delete, "shown", shown).statusCode()).isEqualTo(409);
        there().body("client_secrets", hasSize(2));

        assertThat(console.page(delete)).contains("1 other client secret");
        assertThat(console.fill(delete).statusCode()).isEqualTo(303);
        assertThat(console.get(delete).statusCode()).isEqualTo(404);
        assertThat(idOf("client_secrets")).isNotEqualTo(first);
    }

    @Test
    void anRsaKeyIsMadeOnceShownByItsPublicHalfAndDeleted() {
        make();
        String shown = console.shown(page + "/rsa-keys");

        assertThat(console.send(page + "/rsa-keys", "shown", shown).statusCode())
                .isEqualTo(303);
        HttpResponse<String> twice = console.send(page + "/rsa-keys", "shown", shown);
        assertThat(twice.statusCode()).isEqualTo(409);
        assertThat(twice.body()).contains("a button was pressed twice");
        String id = idOf("rsa_keys");
        assertThat(console.page(page)).contains("-----BEGIN PUBLIC KEY-----", id);

        assertThat(console.fill(page + "/rsa-keys/" + id + "/deletion").statusCode())
                .isEqualTo(303);
        there().body("rsa_keys", hasSize(0));
    }

    @Test
    void oneThatIsUsedIsNotDeleted() {
        make();
        operator().body(Map.of("display_name", name)).put("/v1/tenants/" + name);
        operator()
                .body(Map.of("integration", name))
                .put("/v1/tenants/" + name + "/connections/default")
                .then()
                .statusCode(201);

        HttpResponse<String> refused = console.fill(page + "/deletion", "force", "true");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("1 connection uses this integration");
        there();

        operator().delete("/v1/tenants/" + name).then().statusCode(204);
        assertThat(console.send(page + "/deletion").statusCode()).isEqualTo(409);
        assertThat(console.fill(page + "/deletion").statusCode()).isEqualTo(303);
        operator().get("/v1/integrations/" + name).then().statusCode(404);
    }

    @Test
    void whoeverMayOnlyReadIsOfferedNothing() {
        make();
        TestingConsole reader = TestingConsole.of(keyOf("reads-integrations", List.of("*"), "integration:read"));

        assertThat(reader.page(page)).doesNotContain("/settings", "/deletion", "/rsa-keys", "/client-secrets");
        assertThat(reader.page("/console/integrations")).doesNotContain("new-integration");
        assertThat(reader.send(page + "/deletion", "shown", console.shown(page + "/deletion"))
                        .statusCode())
                .isEqualTo(403);
        there();
    }
}
