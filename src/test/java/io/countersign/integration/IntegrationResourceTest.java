package io.countersign.integration;

import static io.restassured.RestAssured.given;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.countersign.TestDatabase;
import io.countersign.TestingSql;
import io.countersign.TestingTrail;
import io.countersign.docusign.Environment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(TestDatabase.class)
class IntegrationResourceTest {
    static final String KEY = "7c2b8d7e-83c3-4940-af5e-cda8a50dd73f";

    @Inject
    Integrations integrations;

    @Test
    void createsWithDefaultsAndTheKeyAsGiven() {
        String asGiven = KEY.toUpperCase(Locale.ROOT);
        put("main", Map.of("environment", "demo", "integration_key", asGiven))
                .statusCode(201)
                .body("name", equalTo("main"), "environment", equalTo("demo"), "integration_key", equalTo(asGiven))
                .body("scopes", contains("signature", "extended"))
                .body("redirect_uri", endsWith("/oauth/callback/main"))
                .body("client_secrets", empty());

        Integration found = integrations.find("main").await().indefinitely().orElseThrow();
        assertThat(found.environment()).isEqualTo(Environment.DEMO);
        assertThat(found.integrationKey()).isEqualTo(asGiven);
        assertThat(found.scopes()).containsExactly("signature", "extended");
        assertThat(found.redirectUri()).hasScheme("http").hasHost("localhost").hasPath("/oauth/callback/main");
        assertThat(integrations
                        .withSecrets("main")
                        .await()
                        .indefinitely()
                        .orElseThrow()
                        .inOrder())
                .isEmpty();
    }

    @Test
    void changesOnlyWhatDiffers() {
        String view = put("same", demo()).statusCode(201).extract().asString();
        assertThat(put("same", demo()).statusCode(200).extract().asString()).isEqualTo(view);
        put("same", with(demo(), "scopes", List.of("signature", "signature", "impersonation")))
                .statusCode(200)
                .body("scopes", contains("signature", "impersonation"));

        put("same", with(demo(), "scopes", List.of("impersonation", "signature")))
                .statusCode(200)
                .body("scopes", contains("impersonation", "signature"));

        assertThat(eventsOf("same"))
                .containsExactly("integration.created", "integration.updated", "integration.updated");
    }

    @Test
    void isKnownToPeopleByItsDisplayNameElseByItsName() {
        Map<String, Object> shown = with(demo(), "display_name", "Contract Sync");
        put("shown", demo()).statusCode(201).body("display_name", equalTo("shown"));
        String view = put("shown", shown)
                .body("display_name", equalTo("Contract Sync"))
                .extract()
                .asString();
        assertThat(put("shown", shown).statusCode(200).extract().asString()).isEqualTo(view);
        String unnamed = put("shown", demo())
                .body("display_name", equalTo("shown"))
                .extract()
                .asString();
        assertThat(put("shown", with(demo(), "display_name", "shown")).extract().asString())
                .isEqualTo(unnamed);

        assertThat(eventsOf("shown"))
                .containsExactly("integration.created", "integration.updated", "integration.updated");
    }

    /** The key in other letters is the same app, and still what the view shows. */
    @Test
    void showsTheKeyAsItWasPutLast() {
        String upper = KEY.toUpperCase(Locale.ROOT);
        put("spelt", with(demo(), "client_secret", "kept")).statusCode(201);
        TestingConnections.create("spelt", "active");

        put("spelt", with(demo(), "integration_key", upper))
                .statusCode(200)
                .body("integration_key", equalTo(upper))
                .body("client_secrets", hasSize(1));
    }

    @Test
    void aSecretThatIsThereAlreadyChangesNothing() {
        Map<String, Object> body = with(demo(), "client_secret", "first");
        String view = put("secretive", body).statusCode(201).extract().asString();

        assertThat(put("secretive", body).statusCode(200).extract().asString()).isEqualTo(view);
        put("secretive", with(demo(), "client_secret", "second"))
                .statusCode(200)
                .body("client_secrets", hasSize(2))
                .body("updated_at", equalTo(JsonPath.from(view).getString("updated_at")));

        assertThat(eventsOf("secretive"))
                .containsExactly("integration.created", "client-secret.added", "client-secret.added");
    }

    @Test
    void isKeptWhileADisconnectedConnectionNamesItUnlessForced() {
        // Given
        put("named", demo()).statusCode(201);
        String first = TestingConnections.create("named", "disconnected");
        String second = TestingConnections.create("named", "active");
        List<String> forced = List.of("?force=true", "?force=false", "");

        // When one lives, then it is refused in every way
        for (String query : forced) {
            operator().delete("/v1/integrations/named" + query).then().statusCode(409);
        }
        operator()
                .delete("/v1/integrations/named?force=true")
                .then()
                .body("detail", containsString("2 connections use this integration. In use: 1, disconnected: 1."))
                .body("detail", containsString("?force=true"));

        // When none lives
        TestingConnections.become(second, "disconnected");
        operator()
                .delete("/v1/integrations/named")
                .then()
                .statusCode(409)
                .body("detail", containsString("2 connections"))
                .body("detail", containsString("?force=true"));
        operator().delete("/v1/integrations/named?force=false").then().statusCode(409);
        operator().delete("/v1/integrations/named?force=true").then().statusCode(204);

        // Then
        for (String tenant : List.of(first, second)) {
            assertThat(TestingConnections.exists(tenant)).isFalse();
            Map<String, Object> last = TestingTrail.of(tenant).getLast();
            assertThat(last)
                    .containsEntry("type", "connection.deleted")
                    .containsEntry("actor", "caller:bootstrap")
                    .containsEntry("connection", "default")
                    .containsEntry("details", Map.of("integration", "named", "reason", "integration_deleted"));
        }
        assertThat(TestingSql.text("SELECT details ->> 'disconnected_connections' FROM audit_event"
                        + " WHERE type = 'integration.deleted' AND details ->> 'integration' = 'named'"))
                .isEqualTo("2");
    }

    @Test
    void aPendingGrantKeepsItEvenWhenForced() {
        put("awaited", demo()).statusCode(201);
        String tenant = TestingConnections.create("awaited", "disconnected");
        TestingConnections.hold(tenant);

        operator().delete("/v1/integrations/awaited?force=true").then().statusCode(409);

        assertThat(TestingConnections.exists(tenant)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"force=yes", "force=TRUE", "force=1"})
    void namesABadForce(String query) {
        put("unforced", demo());

        operator()
                .delete("/v1/integrations/unforced?" + query)
                .then()
                .statusCode(422)
                .body("errors.field", contains("force"));

        get("unforced").statusCode(200);
    }

    @Test
    void createsOnceWhenManyTryAtTheSameTime() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<Integer>> answers = IntStream.range(0, 8)
                    .mapToObj(i -> threads.submit(() -> put("raced", with(demo(), "client_secret", "raced-secret"))
                            .extract()
                            .statusCode()))
                    .toList();
            assertThat(answers).extracting(Future::get).containsOnlyOnce(201).containsOnly(200, 201);
        }

        get("raced").body("client_secrets", hasSize(1));
        assertThat(eventsOf("raced")).containsExactly("integration.created", "client-secret.added");
    }

    @ParameterizedTest
    @CsvSource({"environment, production", "integration_key, 00000000-0000-0000-0000-000000000000"})
    void keepsAnAppThatConnectionsUse(String field, String other) {
        String name = "used-by-" + field.replace('_', '-');
        put(name, with(demo(), "client_secret", "first")).statusCode(201);
        TestingConnections.create(name, "disconnected");
        String connection = TestingConnections.create(name, "active");

        put(name, with(demo(), field, other)).statusCode(409).body("type", endsWith(":conflict"));
        operator().delete("/v1/integrations/" + name).then().statusCode(409);
        put(name, with(demo(), "scopes", List.of("signature"))).statusCode(200);

        TestingConnections.become(connection, "disconnected");
        put(name, with(demo(), field, other))
                .statusCode(200)
                .body(field, equalTo(other))
                .body("client_secrets", empty());
        operator().delete("/v1/integrations/" + name + "?force=true").then().statusCode(204);
        get(name).statusCode(404);
        assertThat(TestingConnections.exists(connection)).isFalse();
        assertThat(eventsOf(name))
                .containsExactly(
                        "integration.created",
                        "client-secret.added",
                        "integration.updated",
                        "client-secret.deleted",
                        "integration.updated",
                        "connection.deleted",
                        "connection.deleted",
                        "integration.deleted");
    }

    @Test
    void deletesOnlyOnce() {
        put("brief", demo()).statusCode(201);
        operator().delete("/v1/integrations/brief").then().statusCode(204);
        operator().delete("/v1/integrations/brief").then().statusCode(404);
    }

    @Test
    void listsInPages() {
        put("page-a", demo()).statusCode(201);
        put("page-b", with(demo(), "client_secret", "listed")).statusCode(201);
        put("page-c", demo()).statusCode(201);

        operator()
                .get("/v1/integrations?after=page-0&limit=2")
                .then()
                .statusCode(200)
                .body("items.name", contains("page-a", "page-b"), "next", equalTo("page-b"))
                .body("items[0].client_secrets", empty(), "items[1].client_secrets", hasSize(1));
        operator().get("/v1/integrations?limit=none").then().statusCode(422).body("errors.field", contains("limit"));
        operator().get("/v1/integrations?after=*").then().statusCode(422).body("errors.field", contains("after"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "environment | `\"live\"`",
                "environment | `\"DEMO\"`",
                "environment | null",
                "environment | 1",
                "integration_key | `\"\"`",
                "integration_key | `\"7c2b8d7e83c34940af5ecda8a50dd73f\"`",
                "integration_key | null",
                "client_secret | `\"\"`",
                "client_secret | `\"tab\\there\"`",
                "client_secret | `\"é\"`",
                "client_secret | 7",
                "client_secret | `{}`",
                "client_secret | `[\"s\"]`",
                "scopes | `[]`",
                "scopes | `\"signature\"`",
                "scopes[0] | `[\"signature extended\"]`",
                "scopes[1] | `[\"signature\", \"a\\\"b\"]`",
                "scopes[0] | `[null]`",
                "scopes[0] | `[3]`",
                "display_name | `\"\"`",
                "display_name | `\"two\\nlines\"`",
                "display_name | `\" \"`",
                "tenant | `\"Acme\"`",
                "tenant | 1",
                "redirect_uri | `\"http://localhost\"`",
            })
    void namesABadField(String named, String value) {
        String field = named.replaceFirst("\\[.*", "");
        Map<String, String> json =
                new HashMap<>(Map.of("environment", "\"demo\"", "integration_key", "\"" + KEY + "\""));
        json.put(field, value);
        String body = json.entrySet().stream()
                .map(entry -> "\"" + entry.getKey() + "\":" + entry.getValue())
                .collect(joining(",", "{", "}"));

        operator()
                .body(body)
                .put("/v1/integrations/never")
                .then()
                .statusCode(422)
                .body("errors.field", contains(named));
        get("never").statusCode(404);
    }

    @Test
    void limitsSizes() {
        put("never", with(demo(), "client_secret", "s".repeat(1001)))
                .statusCode(422)
                .body("errors.field", contains("client_secret"));
        put("never", with(demo(), "scopes", Collections.nCopies(51, "signature")))
                .statusCode(422)
                .body("errors.field", contains("scopes"));
        put("large", with(demo(), "client_secret", "s".repeat(1000))).statusCode(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Main", "-main", "a_b", "a%00"})
    void refusesABadName(String name) {
        RequestSpecification operator = operator().urlEncodingEnabled(false);
        operator.body(demo())
                .put("/v1/integrations/" + name)
                .then()
                .statusCode(422)
                .body("errors.field", contains("integration"));
        operator.get("/v1/integrations/" + name).then().statusCode(404);
        operator.delete("/v1/integrations/" + name).then().statusCode(404);
    }

    static Map<String, Object> demo() {
        return Map.of("environment", "demo", "integration_key", KEY);
    }

    static Map<String, Object> with(Map<String, Object> body, String field, Object value) {
        Map<String, Object> changed = new HashMap<>(body);
        changed.put(field, value);
        return changed;
    }

    static ValidatableResponse put(String name, Map<String, ?> body) {
        return operator().body(body).put("/v1/integrations/" + name).then();
    }

    static ValidatableResponse get(String name) {
        return operator().get("/v1/integrations/" + name).then();
    }

    static RequestSpecification operator() {
        return given().header("Authorization", "Bearer " + TestDatabase.BOOTSTRAP_KEY)
                .contentType("application/json");
    }

    /** From the whole trail, page by page: integrations belong to no tenant. */
    static List<String> eventsOf(String integration) {
        TestingTrail.settle();
        List<String> types = new ArrayList<>();
        String after = null;
        do {
            JsonPath page = operator()
                    .queryParam("limit", 1000)
                    .queryParams(after == null ? Map.of() : Map.of("after", after))
                    .get("/v1/audit-events")
                    .jsonPath();
            types.addAll(page.getList("items.findAll { it.details.integration == '%s' }.type".formatted(integration)));
            after = page.getString("next");
        } while (after != null);
        return types;
    }
}
