package io.countersign;

import static io.countersign.TestingCaller.keyOf;
import static io.countersign.TestingCaller.operator;
import static io.countersign.TestingCaller.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.countersign.integration.TestingPem;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.security.KeyPair;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * What operators manage, once through over HTTP, so that a packaged application runs each of its statements and reads
 * each of its bodies.
 */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class EveryResourceTest {
    private final String name = "every-" + UUID.randomUUID().toString().substring(0, 13);

    @Test
    void answersAreHeldAgainstTheDescription() {
        assertThat(RestAssured.filters())
                .extracting(filter -> filter.getClass().getSimpleName())
                .containsOnlyOnce("CheckedAnswers");
    }

    /** What does not fit, what is not known, and what the configuration does not allow. */
    @Test
    void allBadFieldsOfABodyAreNamed() {
        operator()
                .body("{\"expires_in\":\"x\",\"return_url\":\"https://evil.example/\",\"foo\":1}")
                .post("/v1/tenants/nobody/connections/default/consent-links")
                .then()
                .statusCode(422)
                .body("errors.field", contains("expires_in", "foo", "return_url"))
                .body("errors[0].detail", startsWith("must be a whole number of seconds"));
    }

    @Test
    void tenantsArePutListedAndDeleted() {
        String tenant = "/v1/tenants/" + name;
        operator().body(Map.of("display_name", "Before")).put(tenant).then().statusCode(201);
        operator()
                .body(Map.of("display_name", "After"))
                .put(tenant)
                .then()
                .statusCode(200)
                .body("display_name", equalTo("After"));
        operator().get("/v1/tenants?limit=1000").then().statusCode(200).body("items.name", hasItem(name));
        String restricted = keyOf(name, List.of(name), "tenant:read");
        with(restricted).get("/v1/tenants").then().statusCode(200).body("items.name", contains(name));
        with(restricted).get(tenant).then().statusCode(200).body("created_at", notNullValue());
        with(restricted).delete(tenant).then().statusCode(403);
        with(restricted).get("/v1/tenants/not-there").then().statusCode(404);

        operator().delete(tenant).then().statusCode(204);

        operator().get(tenant).then().statusCode(404);
        TestingTrail.settle();
        operator()
                .get("/v1/audit-events?tenant=" + name)
                .then()
                .statusCode(200)
                .body("items.type", contains("tenant.created", "tenant.updated", "tenant.deleted"));
    }

    @Test
    void integrationsArePutChangedListedAndDeleted() {
        String integration = "/v1/integrations/" + name;
        Map<String, Object> app = Map.of(
                "environment", "demo", "integration_key", UUID.randomUUID().toString(), "client_secret", "the first");
        operator().body(app).put(integration).then().statusCode(201).body("client_secrets", hasSize(1));
        operator().body(app).put(integration).then().statusCode(200).body("client_secrets", hasSize(1));
        String second = operator()
                .body(Map.of("client_secret", "the second"))
                .post(integration + "/client-secrets")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        operator().get("/v1/integrations?limit=1000").then().statusCode(200).body("items.name", hasItem(name));
        operator().delete(integration + "/client-secrets/" + second).then().statusCode(204);
        operator().delete(integration + "/client-secrets/" + second).then().statusCode(404);
        operator()
                .body(Map.of(
                        "environment",
                        "production",
                        "integration_key",
                        UUID.randomUUID().toString(),
                        "scopes",
                        List.of("signature")))
                .put(integration)
                .then()
                .statusCode(200)
                .body("environment", equalTo("production"))
                .body("client_secrets", hasSize(0));

        operator().delete(integration).then().statusCode(204);

        operator().get(integration).then().statusCode(404);
    }

    @Test
    void theGoLiveCheckTellsWhatIsMissing() {
        TestingTenant tenant = TestingTenant.connected();
        String demo = operator().get("/v1/integrations/" + tenant.integration()).path("integration_key");
        String integration = "/v1/integrations/" + name;
        operator()
                .body(Map.of("environment", "production", "integration_key", demo.toUpperCase(Locale.ROOT)))
                .put(integration)
                .then()
                .statusCode(201);

        operator()
                .get("/v1/integrations/" + tenant.integration() + "/go-live")
                .then()
                .statusCode(200)
                .body("ready", equalTo(false))
                .body("checks.find { it.id == 'environment' }.detail", containsString(name))
                .body("checks.find { it.id == 'client_secret' }.status", equalTo("ok"))
                .body("checks.find { it.id == 'consent' }.status", equalTo("ok"));
        operator()
                .get(integration + "/go-live")
                .then()
                .statusCode(200)
                .body("ready", equalTo(false))
                .body("checks.find { it.id == 'environment' }.status", equalTo("ok"))
                .body("checks.find { it.id == 'client_secret' }.status", equalTo("missing"))
                .body("checks.find { it.id == 'demo_twin' }.detail", containsString(tenant.integration()));
        operator().get("/v1/integrations/not-there/go-live").then().statusCode(404);
    }

    @Test
    void anIntegrationServesItsOwnerAloneAndGoesWithIt() {
        TestingTenant other = TestingTenant.create(Map.of());
        String integration = "/v1/integrations/" + name;
        operator()
                .body(Map.of("display_name", "Owner"))
                .put("/v1/tenants/" + name)
                .then()
                .statusCode(201);
        Map<String, Object> app = Map.of(
                "environment", "demo", "integration_key", UUID.randomUUID().toString(), "tenant", name);
        operator().body(app).put(integration).then().statusCode(201).body("tenant", equalTo(name));
        Map<String, Object> settings = Map.of("integration", name);
        operator().body(settings).put(other.connection()).then().statusCode(422);
        with(keyOf(name, List.of(name), "connection:manage"))
                .body(Map.of(
                        "integration",
                        name,
                        "grant",
                        "jwt_bearer",
                        "user_id",
                        UUID.randomUUID().toString()))
                .put("/v1/tenants/" + name + "/connections/default")
                .then()
                .statusCode(201);

        operator().delete("/v1/tenants/" + name).then().statusCode(204);

        operator().get(integration).then().statusCode(404);
    }

    @Test
    void rsaKeysAreMadeReadAndDeleted() {
        String integration = "/v1/integrations/" + name;
        Map<String, Object> app = Map.of(
                "environment", "demo", "integration_key", UUID.randomUUID().toString(), "client_type", "public");
        operator().body(app).put(integration).then().statusCode(201).body("client_type", equalTo("public"));
        String made = operator()
                .body("{}")
                .post(integration + "/rsa-keys")
                .then()
                .statusCode(201)
                .body("public_key", startsWith("-----BEGIN PUBLIC KEY-----"))
                .extract()
                .path("id");
        KeyPair pair = TestingPem.generate("RSA", 2048);
        for (String pem : List.of(TestingPem.pkcs1(pair.getPrivate()), TestingPem.pkcs8(pair.getPrivate()))) {
            operator()
                    .body(Map.of("private_key", pem))
                    .post(integration + "/rsa-keys")
                    .then()
                    .statusCode(anyOf(equalTo(201), equalTo(200)))
                    .body(
                            "public_key",
                            equalTo(TestingPem.block(
                                    "PUBLIC KEY", pair.getPublic().getEncoded())));
        }
        operator()
                .body(Map.of(
                        "private_key",
                        TestingPem.pkcs8(TestingPem.generate("EC", 256).getPrivate())))
                .post(integration + "/rsa-keys")
                .then()
                .statusCode(422)
                .body("errors[0].detail", endsWith("this is an EC key"));
        operator().get(integration).then().body("rsa_keys", hasSize(2)).body("rsa_keys[1].id", equalTo(made));

        operator().delete(integration + "/rsa-keys/" + made).then().statusCode(204);

        operator().delete(integration + "/rsa-keys/" + made).then().statusCode(404);
        operator().delete(integration).then().statusCode(204);
    }

    @Test
    void anIntegrationIsKeptWhileAConnectionUsesIt() {
        TestingTenant tenant = TestingTenant.connected();
        String integration = "/v1/integrations/" + tenant.integration();

        operator().delete(integration).then().statusCode(409);
        String first = operator().delete(tenant.connection()).asString();
        operator().delete(tenant.connection()).then().statusCode(200).body(equalTo(first));
        operator().delete(integration).then().statusCode(409);
        TestingTenant other = TestingTenant.create(Map.of());
        operator()
                .body(Map.of("integration", other.integration()))
                .put(tenant.connection())
                .then()
                .statusCode(200);
        tenant.configure(Map.of()).statusCode(200);
        tenant.configure(Map.of()).statusCode(200);
        operator()
                .body(Map.of(
                        "environment",
                        "production",
                        "integration_key",
                        UUID.randomUUID().toString()))
                .put(integration)
                .then()
                .statusCode(200);
        tenant.view().body("user", nullValue());

        operator().delete(integration + "?force=true").then().statusCode(204);
        operator().get(tenant.connection()).then().statusCode(404);
        assertThat(TestingTrail.typesOf(tenant.tenant())).endsWith("connection.deleted");
    }

    @Test
    void callersArePutListedAndDeleted() {
        String caller = "/v1/callers/" + name;
        String key = keyOf(name, List.of("*"), "audit:read", "caller:manage");
        operator()
                .body("{\"grants\":[]}")
                .put("/v1/callers/" + name + "-2")
                .then()
                .statusCode(201);
        for (String grants : List.of("[]", "[{\"tenants\":[\"*\"],\"permissions\":[\"tenant:read\"]}]")) {
            operator()
                    .body("{\"grants\":" + grants + "}")
                    .put("/v1/callers/" + name + "-2")
                    .then()
                    .statusCode(200);
        }
        operator().get("/v1/callers?limit=1000").then().statusCode(200).body("items.name", hasItems(name, name + "-2"));
        String id = with(key)
                .get(caller)
                .then()
                .statusCode(200)
                .body("grants[0].permissions", hasSize(2))
                .extract()
                .path("api_keys[0].id");
        String further = with(key)
                .body(Map.of("expires_in", 3600))
                .post(caller + "/api-keys")
                .then()
                .statusCode(201)
                .body("api_key", startsWith("csk_"))
                .extract()
                .path("api_key");
        operator().delete(caller + "/api-keys/" + id).then().statusCode(204);
        with(key).get(caller).then().statusCode(401);
        TestingTrail.settle();
        with(further).get("/v1/audit-events?limit=1").then().statusCode(200).body("items", hasSize(1));

        operator().delete(caller).then().statusCode(204);

        with(further).get("/v1/audit-events?limit=1").then().statusCode(401);
    }

    @Test
    void refreshHandlesAreMadeListedAndDeleted() {
        TestingTenant tenant = TestingTenant.create(Map.of());
        String handles = tenant.connection() + "/refresh-handles";
        keyOf(name, List.of(tenant.tenant()), "token:issue");
        operator().body(Map.of("caller", name + "-2")).post(handles).then().statusCode(422);
        operator().get(handles).then().statusCode(200).body("items", hasSize(0));
        String id = operator()
                .body(Map.of("caller", name, "expires_in", 3600))
                .post(handles)
                .then()
                .statusCode(201)
                .body("refresh_token", startsWith("csh_"))
                .extract()
                .path("id");
        operator().get(handles).then().statusCode(200).body("items.id", contains(id));

        operator().delete(handles + "/" + id).then().statusCode(204);

        operator().delete(handles + "/" + id).then().statusCode(404);
    }

    @Test
    void webhooksArePutRotatedListedAndDeleted() {
        String webhook = "/v1/webhooks/" + name;
        operator()
                .body(Map.of("display_name", "Told of"))
                .put("/v1/tenants/" + name)
                .then()
                .statusCode(201);
        Map<String, Object> settings = Map.of(
                "url",
                "https://hooks.example.com/",
                "tenants",
                List.of(name),
                "events",
                List.of("integration.flagged"));
        operator().body(settings).put(webhook).then().statusCode(201).body("secret", startsWith("whsec_"));
        operator()
                .body(Map.of("url", "https://hooks.example.com/", "tenants", List.of(name), "consent_links", true))
                .put(webhook)
                .then()
                .statusCode(200)
                .body("secret", nullValue())
                .body("events", contains("*"));
        operator().post(webhook + "/secret").then().statusCode(201).body("secret", startsWith("whsec_"));
        operator().get("/v1/webhooks?limit=1000").then().statusCode(200).body("items.name", hasItem(name));
        operator().delete("/v1/tenants/" + name).then().statusCode(204);
        operator()
                .get(webhook)
                .then()
                .statusCode(200)
                .body("tenants", hasSize(0))
                .body("disabled", nullValue());
        operator().delete(webhook).then().statusCode(204);

        operator().get(webhook).then().statusCode(404);
    }

    @Test
    void aWebhookThatSomebodyWroteIsPutAnew() {
        String webhook = "/v1/webhooks/" + name;
        Map<String, Object> settings = Map.of("url", "https://hooks.example.com/", "description", "of ours");
        operator().body(settings).put(webhook).then().statusCode(201);
        TestingSql.run("UPDATE webhook SET consent_links = true WHERE name = ?", name);
        operator().get(webhook).then().body("disabled.reason", equalTo("unverified"));
        operator().body(settings).put(webhook).then().statusCode(201).body("disabled", nullValue());
        operator()
                .body(Map.of("url", "http://hooks.example.com/", "tenants", List.of("*", name)))
                .put(webhook)
                .then()
                .statusCode(422)
                .body("errors.field", contains("tenants", "url"));

        operator().delete(webhook).then().statusCode(204);

        operator().get(webhook).then().statusCode(404);
    }

    @Test
    void theTrailIsReadPageByPage() {
        TestingTenant tenant = TestingTenant.connected();
        String trail = "/v1/audit-events?tenant=" + tenant.tenant();
        TestingTrail.settle();

        String next = operator()
                .get(trail + "&limit=2")
                .then()
                .statusCode(200)
                .body("items.type", contains("tenant.created", "connection.created"))
                .extract()
                .path("next");

        operator()
                .get(trail + "&after=" + next)
                .then()
                .statusCode(200)
                .body("items.type", contains("consent.link-created", "consent.started", "connection.connected"));
        operator().get(trail + "&type=consent.started").then().statusCode(200).body("items", hasSize(1));
        operator().get("/v1/audit-events?type=consent.started&limit=1").then().body("items", hasSize(1));
        String lines = operator()
                .get("/v1/audit-events/export?type=connection.connected&tenant=" + tenant.tenant())
                .then()
                .statusCode(200)
                .contentType("application/x-ndjson")
                .extract()
                .asString();
        assertThat(lines.lines()).singleElement().asString().contains("\"connection.connected\"");
    }
}
