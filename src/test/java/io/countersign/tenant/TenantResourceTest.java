package io.countersign.tenant;

import static io.countersign.TestingCaller.operator;
import static io.countersign.TestingCaller.with;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.countersign.TestDatabase;
import io.countersign.TestingLock;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingTrail;
import io.countersign.crypto.UnreadableSecretException;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(TestDatabase.class)
class TenantResourceTest {
    @Inject
    TenantKeysets keysets;

    @Test
    void createsThenRenames() {
        put("renamed", "Acme Ltd")
                .statusCode(201)
                .body("name", equalTo("renamed"), "display_name", equalTo("Acme Ltd"));
        String view = put("renamed", "Acme & Sons")
                .statusCode(200)
                .body("display_name", equalTo("Acme & Sons"))
                .extract()
                .asString();
        assertThat(put("renamed", "Acme & Sons").statusCode(200).extract().asString())
                .isEqualTo(view);

        operator()
                .get("/v1/tenants/renamed")
                .then()
                .statusCode(200)
                .body("display_name", equalTo("Acme & Sons"))
                .body("created_at", notNullValue())
                .body("updated_at", notNullValue());
        assertThat(TestingTrail.typesOf("renamed")).containsExactly("tenant.created", "tenant.updated");
    }

    @Test
    void givesEachTenantAKeysetThatOpensForItAlone() {
        put("keyed", "Keyed").statusCode(201);
        put("keyed-too", "Keyed too").statusCode(201);

        byte[] wrapped = wrappedKeysetOf("keyed");

        assertThat(keysets.open("keyed", wrapped)).isSameAs(keysets.open("keyed", wrappedKeysetOf("keyed")));
        assertThat(wrappedKeysetOf("keyed-too")).isNotEqualTo(wrapped);
        assertThatThrownBy(() -> keysets.open("keyed-too", wrapped)).isInstanceOf(UnreadableSecretException.class);
    }

    @Test
    void createsOnceWhenManyTryAtTheSameTime() throws Exception {
        List<Integer> statuses;
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<Integer>> answers = IntStream.range(0, 8)
                    .mapToObj(
                            i -> threads.submit(() -> request("raced", "Raced").statusCode()))
                    .toList();
            statuses = answers.stream().map(TenantResourceTest::result).toList();
        }

        assertThat(statuses).containsOnlyOnce(201).containsOnly(200, 201);
        assertThat(TestingTrail.typesOf("raced")).containsExactly("tenant.created");
    }

    @Test
    void deletesWithTheKeysetAndKeepsTheTrail() {
        put("leaving", "Leaving").statusCode(201);

        operator().delete("/v1/tenants/leaving").then().statusCode(204);

        operator().delete("/v1/tenants/leaving").then().statusCode(404);
        operator().get("/v1/tenants/leaving").then().statusCode(404);
        assertThat(TestingSql.number("SELECT count(*) FROM tenant_key WHERE tenant = ?", "leaving"))
                .isZero();
        assertThat(TestingTrail.typesOf("leaving")).containsExactly("tenant.created", "tenant.deleted");
    }

    @Test
    void deletesOnceWhenTwoTryAtTheSameTime() {
        // Given
        put("left-twice", "Left").statusCode(201);
        List<CompletableFuture<Integer>> answers;

        // When
        try (TestingLock lock = TestingLock.on("SELECT name FROM tenant WHERE name = 'left-twice' FOR UPDATE")) {
            answers = Stream.generate(() -> deletion("left-twice")).limit(2).toList();
            lock.awaitWaiting(2);
        }

        // Then
        assertThat(answers).extracting(CompletableFuture::join).containsExactlyInAnyOrder(204, 404);
        assertThat(TestingTrail.typesOf("left-twice")).containsExactly("tenant.created", "tenant.deleted");
    }

    /** Whoever stores a consent holds the token row first, and then needs the connection's. */
    @Test
    void isNotDeletedCrosswiseToAConsent() {
        // Given
        String tenant = TestingTenant.connected().tenant();
        CompletableFuture<Integer> answer;

        // When
        try (TestingLock consent =
                TestingLock.on("SELECT uuid FROM connection_token WHERE tenant = ? FOR UPDATE", tenant)) {
            answer = deletion(tenant);
            consent.awaitWaiting(1);
            consent.also("SELECT uuid FROM connection WHERE tenant = ? FOR KEY SHARE", tenant);
        }

        // Then
        assertThat(answer.join()).isEqualTo(204);
    }

    private static CompletableFuture<Integer> deletion(String tenant) {
        return CompletableFuture.supplyAsync(
                () -> operator().delete("/v1/tenants/" + tenant).statusCode(), Thread::startVirtualThread);
    }

    @Test
    void listsInPages() {
        put("page-a", "A").statusCode(201);
        put("page-b", "B").statusCode(201);
        put("page-c", "C").statusCode(201);

        operator()
                .get("/v1/tenants?after=page-0&limit=2")
                .then()
                .statusCode(200)
                .body("items.name", contains("page-a", "page-b"), "next", equalTo("page-b"));
        operator()
                .get("/v1/tenants?after=page-b&limit=1")
                .then()
                .body("items.name", contains("page-c"))
                .body("items[0].display_name", equalTo("C"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=1001", "limit=x", "after=A", "after=%00"})
    void namesABadQuery(String query) {
        operator()
                .get("/v1/tenants?" + query)
                .then()
                .statusCode(422)
                .body("errors.field", contains(query.substring(0, query.indexOf('='))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"display_name\": null}",
                "{\"display_name\": \"\"}",
                "{\"display_name\": \"  \"}",
                "{\"display_name\": 7}",
                "{\"display_name\": [\"a\"]}",
                "{\"display_name\": \"a\\nb\"}",
                "{\"display_name\": \"a\\u0000b\"}",
                "{\"display_name\": \"a\\u202eb\"}",
                "{\"display_name\": \"a\\ud800b\"}"
            })
    void namesABadDisplayName(String body) {
        operator()
                .body(body)
                .put("/v1/tenants/never")
                .then()
                .statusCode(422)
                .body("errors.field", contains("display_name"));
    }

    @Test
    void limitsADisplayNameToTwoHundredCharacters() {
        put("long", "é".repeat(200)).statusCode(201).body("display_name", equalTo("é".repeat(200)));
        put("long", "é".repeat(201)).statusCode(422).body("errors.field", contains("display_name"));
    }

    @Test
    void namesAnUnknownField() {
        operator()
                .body("{\"display_name\": \"A\", \"plan\": \"gold\"}")
                .put("/v1/tenants/never")
                .then()
                .statusCode(422)
                .body("errors.field", contains("plan"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "\"a\"", "{"})
    void refusesWhatIsNoObject(String body) {
        operator().body(body).put("/v1/tenants/never").then().statusCode(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Acme", "-acme", "a_b", "a b", "a%00", "%C3%A9"})
    void refusesABadName(String name) {
        RequestSpecification operator = operator().urlEncodingEnabled(false);
        operator.body("{}")
                .put("/v1/tenants/" + name.replace(" ", "%20"))
                .then()
                .statusCode(422)
                .body("errors.field", contains("display_name", "tenant"));
        operator.get("/v1/tenants/" + name.replace(" ", "%20")).then().statusCode(404);
        operator.delete("/v1/tenants/" + name.replace(" ", "%20")).then().statusCode(404);
    }

    @Test
    void showsACallerNoMoreThanItMayRead() {
        put("seen-a", "A").statusCode(201);
        put("seen-b", "B").statusCode(201);
        put("seen-c", "C").statusCode(201);
        put("unseen", "Unseen").statusCode(201);
        String key = keyOfCallerWith("""
                {"grants": [
                  {"tenants": ["seen-a", "seen-d"], "permissions": ["tenant:read"]},
                  {"tenants": ["seen-c"], "permissions": ["tenant:manage"]},
                  {"tenants": ["seen-b"], "permissions": ["token:issue"]}]}
                """);

        with(key).get("/v1/tenants").then().statusCode(200).body("items.name", contains("seen-a", "seen-c"));
        with(key).get("/v1/tenants?limit=1").then().body("items.name", contains("seen-a"), "next", equalTo("seen-a"));
        with(key).get("/v1/tenants?after=seen-a").then().body("items.name", contains("seen-c"));
        with(key).get("/v1/tenants/seen-a").then().statusCode(200);
        with(key).delete("/v1/tenants/seen-a").then().statusCode(403);
        with(key).get("/v1/tenants/seen-b").then().statusCode(403);
        assertThat(with(key).get("/v1/tenants/unseen").asString())
                .isEqualTo(with(key).get("/v1/tenants/nowhere").asString());
    }

    @Test
    void showsAnEmptyListToACallerThatMayReadNone() {
        String key = keyOfCallerWith("{\"grants\": [{\"tenants\": [\"*\"], \"permissions\": [\"token:issue\"]}]}");

        with(key).get("/v1/tenants").then().statusCode(200).body("items", empty(), "next", nullValue());
    }

    @Test
    void asksForACredential() {
        given().get("/v1/tenants").then().statusCode(401);
        given().get("/v1/tenants/acme").then().statusCode(401).body("errors", nullValue());
    }

    private static ValidatableResponse put(String name, String displayName) {
        return request(name, displayName).then();
    }

    private static Response request(String name, String displayName) {
        return operator().body(Map.of("display_name", displayName)).put("/v1/tenants/" + name);
    }

    private static String keyOfCallerWith(String grants) {
        String caller = "caller-" + UUID.randomUUID();
        operator().body(grants).put("/v1/callers/" + caller).then().statusCode(201);
        return operator()
                .body("{}")
                .post("/v1/callers/" + caller + "/api-keys")
                .then()
                .statusCode(201)
                .extract()
                .path("api_key");
    }

    private byte[] wrappedKeysetOf(String tenant) {
        return TestingSql.value(byte[].class, "SELECT wrapped FROM tenant_key WHERE tenant = ?", tenant);
    }

    private static <T> T result(Future<T> future) {
        try {
            return future.get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
