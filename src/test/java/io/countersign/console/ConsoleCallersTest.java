package io.countersign.console;

import static io.countersign.TestingCaller.keyOf;
import static io.countersign.TestingCaller.operator;
import static io.countersign.TestingCaller.with;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Callers are made and deleted by forms, with their grants and API keys. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ConsoleCallersTest {
    private static final Pattern KEY = Pattern.compile("<code>(\\S+)</code>");

    private final String name = "form-" + UUID.randomUUID().toString().substring(0, 13);
    private final String page = "/console/callers/" + name;
    private final TestingConsole console = TestingConsole.ofOperator();

    private HttpResponse<String> make() {
        return console.send(
                "/console/new-caller",
                "caller",
                name,
                "permissions",
                "token:issue",
                "permissions",
                "connection:read",
                "tenants",
                "acme, globex",
                "connections",
                "default");
    }

    private ValidatableResponse there() {
        return operator().get("/v1/callers/" + name).then().statusCode(200);
    }

    @Test
    void oneIsMadeWithAGrant() {
        HttpResponse<String> made = make();

        assertThat(made.statusCode()).as(made.body()).isEqualTo(303);
        assertThat(made.headers().firstValue("Location")).contains(page);
        there().body("grants", hasSize(1))
                .body("grants[0].permissions.sort()", contains("connection:read", "token:issue"))
                .body("grants[0].tenants", contains("acme", "globex"))
                .body("grants[0].connections", contains("default"));
        HttpResponse<String> again = make();
        assertThat(again.statusCode()).isEqualTo(422);
        assertThat(again.body()).contains("is the name of a caller already");
    }

    @Test
    void whatDoesNotFitIsToldBesideItsField() {
        HttpResponse<String> refused = console.send(
                "/console/new-caller", "caller", name, "permissions", "keyring:read", "tenants", "acme No");

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body())
                .contains("value=\"acme No\"", "id=\"error-tenants\"")
                .containsOnlyOnce("id=\"error-permissions\"")
                .containsPattern("value=\"keyring:read\"\\s+checked");
        assertThat(console.send("/console/new-caller", "caller", name, "permissions", "all", "tenants", "*")
                        .body())
                .contains("must be some of those that the form offers");
        operator().get("/v1/callers/" + name).then().statusCode(404);
    }

    @Test
    void grantsComeAndGoAndIdentitiesStay() {
        Map<String, Object> grant = Map.of("permissions", List.of("tenant:read"), "tenants", List.of("acme"));
        operator()
                .body(Map.of(
                        "grants",
                        List.of(grant),
                        "identities",
                        List.of(Map.of("type", "certificate", "san", "uri:spiffe://example.org/" + name))))
                .put("/v1/callers/" + name)
                .then()
                .statusCode(201);

        HttpResponse<String> refused = console.fill(page + "/grants", "permissions", "keyring:read", "tenants", "x");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("id=\"error-permissions\"");
        assertThat(console.fill(page + "/grants", "permissions", "audit:read", "tenants", "*")
                        .statusCode())
                .isEqualTo(303);
        there().body("grants", hasSize(2)).body("identities", hasSize(1));

        String take = page + "/grants/0/deletion";
        String shown = console.shown(take);
        assertThat(console.page(take)).contains("tenant:read", "acme");
        assertThat(console.send(take, "shown", shown).statusCode()).isEqualTo(303);
        HttpResponse<String> twice = console.send(take, "shown", shown);
        assertThat(twice.statusCode()).isEqualTo(409);
        assertThat(twice.body()).contains("has changed since this page was shown");
        there().body("grants", hasSize(1))
                .body("grants[0].permissions", contains("audit:read"))
                .body("identities", hasSize(1));
        assertThat(console.get(page + "/grants/1/deletion").statusCode()).isEqualTo(404);
    }

    @Test
    void aKeyIsShownOnceAndWorksUntilItIsDeleted() {
        make();
        String keys = page + "/api-keys";
        assertThat(console.fill(keys, "expires_in", "forever").body()).contains("id=\"error-expires_in\"");
        String shown = console.shown(keys);

        try (TestingLog log = TestingLog.ofAll()) {
            HttpResponse<String> made = console.send(keys, "shown", shown, "expires_in", "2592000");
            assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
            assertThat(made.headers().firstValue("Cache-Control")).contains("no-store");
            Matcher found = KEY.matcher(made.body());
            assertThat(found.find()).isTrue();
            String key = found.group(1);
            with(key).get("/v1/connections").then().statusCode(200);
            assertThat(made.body()).contains("Authorization: Bearer");
            assertThat(console.page(page)).doesNotContain(key);
            assertThat(console.send(keys, "shown", shown, "expires_in", "2592000")
                            .statusCode())
                    .isEqualTo(409);

            String id = there().body("api_keys", hasSize(1)).extract().path("api_keys[0].id");
            assertThat(console.page(keys + "/" + id + "/deletion")).doesNotContain("signed in with this key");
            assertThat(console.send(keys + "/" + id + "/deletion").statusCode()).isEqualTo(409);
            assertThat(console.fill(keys + "/" + id + "/deletion").statusCode()).isEqualTo(303);
            with(key).get("/v1/connections").then().statusCode(401);
            assertThat(log.lines()).noneMatch(line -> line.contains(key));
        }
    }

    @Test
    void whoeverDeletesTheKeyOfTheSessionIsSignedOut() {
        TestingConsole own = TestingConsole.of(keyOf(name, List.of("*"), "caller:manage"));
        String id = there().extract().path("api_keys[0].id");
        String delete = page + "/api-keys/" + id + "/deletion";

        assertThat(own.page(delete)).contains("You are signed in with this key");
        assertThat(own.page(page + "/deletion")).contains("You are signed in with a key of this caller");
        assertThat(own.fill(delete).statusCode()).isEqualTo(303);

        assertThat(own.get("/console").headers().firstValue("Location")).contains("/console/sign-in");
        there().body("api_keys", hasSize(0));
    }

    @Test
    void oneIsDeletedAsItWasShown() {
        make();
        String shown = console.shown(page + "/deletion");
        keyOf(name, List.of("acme"), "tenant:read");

        assertThat(console.send(page + "/deletion", "shown", shown).statusCode())
                .isEqualTo(409);
        there().body("name", equalTo(name));
        assertThat(console.fill(page + "/deletion").statusCode()).isEqualTo(303);
        operator().get("/v1/callers/" + name).then().statusCode(404);
    }

    @Test
    void whoeverManagesTenantsManagesNoCallers() {
        make();
        TestingConsole other = TestingConsole.of(keyOf("manages-tenants", List.of("acme"), "tenant:manage"));

        assertThat(other.get(page + "/deletion").statusCode()).isEqualTo(403);
        assertThat(other.send(page + "/deletion", "shown", console.shown(page + "/deletion"))
                        .statusCode())
                .isEqualTo(403);
        there();
    }
}
