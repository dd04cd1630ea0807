package io.countersign.caller;

import static io.countersign.TestingCaller.keyOf;
import static io.countersign.TestingCaller.operator;
import static io.countersign.TestingCaller.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import io.countersign.TestDatabase;
import io.countersign.TestingLock;
import io.countersign.TestingSql;
import io.countersign.crypto.Digest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(TestDatabase.class)
class CallerResourceTest {
    private static final String GRANTS = """
            {"grants":[{"tenants":["acme","globex"],"permissions":["token:issue"]},
                       {"tenants":["*"],"permissions":["audit:read","integration:read"]}]}""";

    @Inject
    HeardCallers heard;

    private static ValidatableResponse put(String caller, String body) {
        return operator().body(body).put("/v1/callers/" + caller).then();
    }

    @Test
    void putsShowsReplacesAndDeletesACaller() {
        put("puts", GRANTS)
                .statusCode(201)
                .body("name", equalTo("puts"))
                .body("client_id", equalTo(ClientId.of("puts").toString()))
                .body("grants[0].tenants", contains("acme", "globex"))
                .body("grants[1].permissions", contains("integration:read", "audit:read"))
                .body("api_keys", hasSize(0));
        put("puts", GRANTS).statusCode(200);
        put("puts", "{\"grants\":[]}").statusCode(200).body("grants", hasSize(0));
        operator().get("/v1/callers/puts").then().statusCode(200).body("grants", hasSize(0));
        operator().delete("/v1/callers/puts").then().statusCode(204);
        operator().get("/v1/callers/puts").then().statusCode(404);
        operator().delete("/v1/callers/puts").then().statusCode(404);
        assertThat(eventsOf("puts")).containsExactly("caller.created", "caller.updated", "caller.deleted");
    }

    /** Grants keep their order; within one, tenants and permissions are sets. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "as-sent | {'tenants':['b','a'],'permissions':['token:issue','audit:read']} | true",
                "sorted | {'tenants':['a','b','b'],'permissions':['audit:read','token:issue']} | true",
                "fewer-tenants | {'tenants':['a'],'permissions':['audit:read','token:issue']} | false",
                "fewer-permissions | {'tenants':['a','b'],'permissions':['token:issue']} | false",
                "split | {'tenants':['a'],'permissions':['audit:read','token:issue']},"
                        + "{'tenants':['b'],'permissions':['audit:read','token:issue']} | false",
                "twice | {'tenants':['a','b'],'permissions':['audit:read','token:issue']},"
                        + "{'tenants':['a','b'],'permissions':['audit:read','token:issue']} | false",
            })
    void anIdenticalPutChangesNothing(String caller, String grants, boolean identical) {
        // Given
        String last = "{'tenants':['*'],'permissions':['tenant:read']}";
        String first = "{'grants':[{'tenants':['b','a'],'permissions':['token:issue','audit:read']},%s]}";
        put(caller, first.formatted(last).replace('\'', '"')).statusCode(201);
        String view = operator().get("/v1/callers/" + caller).asString();
        long heardBefore = heard.of(caller);

        // When
        String answer = put(caller, "{'grants':[%s,%s]}".formatted(grants, last).replace('\'', '"'))
                .statusCode(200)
                .extract()
                .asString();

        // Then
        assertThat(answer.equals(view)).isEqualTo(identical);
        assertThat(operator().get("/v1/callers/" + caller).asString()).isEqualTo(answer);
        assertThat(eventsOf(caller)).hasSize(identical ? 1 : 2);
        assertThat(heard.of(caller) - heardBefore).isEqualTo(identical ? 0 : 1);
    }

    /** Put again as it was, a grant is back on a tenant that was deleted meanwhile: that is a change. */
    @Test
    void grantsAgainWhatADeletedTenantTookAlong() {
        // Given
        putTenant("granted-again");
        String body = "{\"grants\":[{\"tenants\":[\"granted-again\"],\"permissions\":[\"tenant:read\"]}]}";
        put("grants-again", body).statusCode(201);
        operator().delete("/v1/tenants/granted-again").then().statusCode(204);

        // When
        put("grants-again", body).statusCode(200).body("grants", hasSize(1));

        // Then
        assertThat(eventsOf("grants-again")).containsExactly("caller.created", "caller.updated");
    }

    @Test
    void showsGrantsInTheirOrderAndEachNameOnce() {
        put("ordered", """
                {"grants":[{"tenants":["zeta","alpha","zeta"],"permissions":["audit:read","token:issue","audit:read"]},
                           {"tenants":["*"],"permissions":["tenant:read"]},
                           {"tenants":["alpha"],"permissions":["token:issue"]},
                           {"tenants":["alpha"],"permissions":["token:issue"]}]}""")
                .statusCode(201)
                .body(
                        "grants.tenants",
                        equalTo(List.of(List.of("alpha", "zeta"), List.of("*"), List.of("alpha"), List.of("alpha"))))
                .body(
                        "grants.permissions",
                        equalTo(List.of(
                                List.of("token:issue", "audit:read"),
                                List.of("tenant:read"),
                                List.of("token:issue"),
                                List.of("token:issue"))));
    }

    @Test
    void aDeletedTenantTakesItsGrantsAlong() {
        // Given
        for (String tenant : List.of("granted", "granted-too")) {
            putTenant(tenant);
        }
        put("grantee", """
                {"grants":[{"tenants":["granted"],"permissions":["tenant:read"]},
                           {"tenants":["granted-too","granted"],"permissions":["connection:read"]},
                           {"tenants":["granted"],"permissions":["token:issue"]}]}""").statusCode(201);
        String key =
                operator().post("/v1/callers/grantee/api-keys").then().extract().path("api_key");
        with(key).get("/v1/tenants/granted").then().statusCode(200);

        // When
        operator().delete("/v1/tenants/granted").then().statusCode(204);

        // Then
        operator()
                .get("/v1/callers/grantee")
                .then()
                .body("grants.tenants", equalTo(List.of(List.of("granted-too"))))
                .body("grants.permissions", equalTo(List.of(List.of("connection:read"))));
        with(key).get("/v1/tenants/granted-too").then().statusCode(403);

        // When the last one goes, and both come back
        operator().delete("/v1/tenants/granted-too").then().statusCode(204);
        putTenant("granted");
        putTenant("granted-too");

        // Then
        operator().get("/v1/callers/grantee").then().body("grants", hasSize(0));
        for (String tenant : List.of("granted", "granted-too")) {
            with(key).get("/v1/tenants/" + tenant).then().statusCode(404);
            with(key)
                    .post("/v1/tenants/" + tenant + "/connections/default/token")
                    .then()
                    .statusCode(404);
        }
        with(key).get("/v1/tenants").then().statusCode(200).body("items", hasSize(0));
    }

    /** Whoever puts a caller holds its row and its grants, of which the deletion of a tenant needs some. */
    @Test
    void aTenantIsNotDeletedCrosswiseToItsCaller() {
        // Given
        putTenant("granted-crosswise");
        keyOf("crosswise", List.of("granted-crosswise"), "tenant:read");
        CompletableFuture<Integer> status;

        // When
        try (TestingLock put =
                TestingLock.on("UPDATE caller SET updated_at = now() WHERE name = ? RETURNING name", "crosswise")) {
            status = CompletableFuture.supplyAsync(
                    () -> operator().delete("/v1/tenants/granted-crosswise").statusCode(), Thread::startVirtualThread);
            put.awaitWaiting(1);
            put.also("SELECT caller FROM caller_grant WHERE caller = 'crosswise' FOR UPDATE");
        }

        // Then
        assertThat(status.join()).isEqualTo(204);
        operator().get("/v1/callers/crosswise").then().body("grants", hasSize(0));
    }

    private static void putTenant(String tenant) {
        operator()
                .body("{\"display_name\":\"Tenant\"}")
                .put("/v1/tenants/" + tenant)
                .then()
                .statusCode(201);
    }

    @Test
    void listsCallersPageByPage() {
        put("list-a", GRANTS);
        put("list-b", "{\"grants\":[]}");
        put("list-c", "{\"grants\":[]}");

        operator()
                .get("/v1/callers?after=list_&limit=1")
                .then()
                .statusCode(422)
                .body("errors.field", contains("after"));
        operator()
                .get("/v1/callers?after=list&limit=2")
                .then()
                .statusCode(200)
                .body("items.name", contains("list-a", "list-b"))
                .body("items[0].grants", hasSize(2))
                .body("next", equalTo("list-b"));
        operator().get("/v1/callers?after=list-b&limit=1").then().body("items.name", contains("list-c"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{} | grants",
                "{\"grants\":null} | grants",
                "{\"grants\":{}} | grants",
                "{\"grants\":[null]} | grants[0]",
                "{\"grants\":[{\"permissions\":[\"token:issue\"]}]} | grants[0].tenants",
                "{\"grants\":[{\"tenants\":[],\"permissions\":[\"token:issue\"]}]} | grants[0].tenants",
                "{\"grants\":[{\"tenants\":[\"A\"],\"permissions\":[\"token:issue\"]}]} | grants[0].tenants[0]",
                "{\"grants\":[{\"tenants\":[null],\"permissions\":[\"token:issue\"]}]} | grants[0].tenants[0]",
                "{\"grants\":[{\"tenants\":[7],\"permissions\":[\"token:issue\"]}]} | grants[0].tenants[0]",
                "{\"grants\":[{\"tenants\":\"acme\",\"permissions\":[\"token:issue\"]}]} | grants[0].tenants",
                "{\"grants\":[{\"tenants\":[\"acme\"]}]} | grants[0].permissions",
                "{\"grants\":[{\"tenants\":[\"acme\"],\"permissions\":[]}]} | grants[0].permissions",
                "{\"grants\":[{\"tenants\":[\"acme\"],\"permissions\":[null]}]} | grants[0].permissions[0]",
                "{\"grants\":[{\"tenants\":[\"acme\"],\"permissions\":[0]}]} | grants[0].permissions[0]",
                "{\"grants\":[{\"tenants\":[\"acme\"],\"permissions\":[\"root\"]}]} | grants[0].permissions[0]",
                "{\"grants\":[{\"tenants\":[\"acme\"],\"permissions\":[\"caller:manage\"]}]} |"
                        + " grants[0].permissions[0]",
                "{\"grants\":[],\"identities\":[]} | identities",
                "{\"grants\":[{\"tenants\":[\"*\"],\"permissions\":[\"token:issue\"],\"extra\":1}]} | grants[0].extra",
            })
    void namesTheBadField(String body, String field) {
        put("bad", body)
                .statusCode(422)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:countersign:problem:invalid-fields"))
                .body("errors.field", contains(field))
                .body(not(containsString("io.countersign")))
                .body(not(containsString("java.")));
        operator().get("/v1/callers/bad").then().statusCode(404);
    }

    @Test
    void namesEveryBadField() {
        put("-bad", "{\"grants\":[{\"tenants\":[]}]}")
                .statusCode(422)
                .body("errors.field", contains("caller", "grants[0].permissions", "grants[0].tenants"));
    }

    @Test
    void putsOneCallerFromManySidesAtOnce() {
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            answers.add(CompletableFuture.supplyAsync(
                    () -> put("contended", GRANTS).extract().statusCode(), Thread::startVirtualThread));
        }

        assertThat(answers)
                .extracting(CompletableFuture::join)
                .containsOnly(200, 201)
                .containsOnlyOnce(201);
        operator().get("/v1/callers/contended").then().statusCode(200).body("grants", hasSize(2));
        assertThat(eventsOf("contended")).containsExactly("caller.created");
    }

    @Test
    void deletesOnceWhenTwoTryAtTheSameTime() {
        // Given
        put("gone-twice", "{\"grants\":[]}").statusCode(201);
        List<CompletableFuture<Integer>> answers;

        // When
        try (TestingLock lock = TestingLock.on("SELECT name FROM caller WHERE name = 'gone-twice' FOR UPDATE")) {
            answers = Stream.generate(() -> CompletableFuture.supplyAsync(
                            () -> operator().delete("/v1/callers/gone-twice").statusCode(), Thread::startVirtualThread))
                    .limit(2)
                    .toList();
            lock.awaitWaiting(2);
        }

        // Then
        assertThat(answers).extracting(CompletableFuture::join).containsExactlyInAnyOrder(204, 404);
        assertThat(eventsOf("gone-twice")).containsExactly("caller.created", "caller.deleted");
    }

    @Test
    void createsAnewWhatIsDeletedMeanwhile() {
        // Given
        put("gone-first", "{\"grants\":[]}").statusCode(201);
        CompletableFuture<Integer> answer;

        // When
        try (TestingLock lock = TestingLock.on("DELETE FROM caller WHERE name = 'gone-first' RETURNING name")) {
            answer = CompletableFuture.supplyAsync(
                    () -> put("gone-first", GRANTS).extract().statusCode());
            lock.awaitWaiting(1);
            lock.commit();
        }

        // Then
        assertThat(answer.join()).isEqualTo(201);
    }

    @Test
    void keepsTheOperatorsName() {
        put("bootstrap", "{\"grants\":[]}").statusCode(422).body("errors.field", contains("caller"));
    }

    @Test
    void isSilentAboutNamesThatCannotBe() {
        for (String name : List.of("UPPER", "a%00b", "a".repeat(64), "%2e%2e")) {
            operator()
                    .urlEncodingEnabled(false)
                    .get("/v1/callers/" + name)
                    .then()
                    .statusCode(404)
                    .contentType("application/problem+json");
        }
        put("silent", "{\"grants\":[]}").statusCode(201);
        operator()
                .urlEncodingEnabled(false)
                .delete("/v1/callers/silent/api-keys/%00")
                .then()
                .statusCode(404);
    }

    @Test
    void makesListsAndDeletesKeys() {
        put("keys", "{\"grants\":[{\"tenants\":[\"*\"],\"permissions\":[\"audit:read\"]}]}");
        var created = operator()
                .post("/v1/callers/keys/api-keys")
                .then()
                .statusCode(201)
                .header("Cache-Control", "no-store")
                .extract()
                .jsonPath();
        String key = created.getString("api_key");
        String id = created.getString("id");

        assertThat(Instant.parse(created.getString("expires_at")))
                .isCloseTo(Instant.now().plus(Duration.ofDays(90)), within(1, ChronoUnit.MINUTES));
        with(key).get("/v1/audit-events").then().statusCode(200);
        operator()
                .get("/v1/callers/keys")
                .then()
                .body("api_keys.id", contains(id))
                .body(not(containsString(key)));

        operator().delete("/v1/callers/keys/api-keys/" + id).then().statusCode(204);
        operator().delete("/v1/callers/keys/api-keys/" + id).then().statusCode(404);
        with(key).get("/v1/audit-events").then().statusCode(401);
        assertThat(eventsOf("keys")).containsExactly("caller.created", "api-key.created", "api-key.deleted");
    }

    @Test
    void bindsAKeyToItsCaller() {
        put("one", "{\"grants\":[]}");
        put("other", "{\"grants\":[]}");
        String id = operator()
                .body("{}")
                .post("/v1/callers/one/api-keys")
                .then()
                .extract()
                .path("id");

        operator().delete("/v1/callers/other/api-keys/" + id).then().statusCode(404);
        operator().post("/v1/callers/nobody/api-keys").then().statusCode(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{\"expires_in\":0} | expires_in",
                "{\"expires_in\":31536001} | expires_in",
                "{\"expires_in\":\"60\"} | expires_in",
                "{\"expires_in\":1.5} | expires_in",
                "{\"expires_in\":99999999999999999999} | expires_in",
                "{\"expires\":60} | expires",
            })
    void namesTheBadFieldOfAKey(String body, String field) {
        put("bad-keys", "{\"grants\":[]}");

        operator()
                .body(body)
                .post("/v1/callers/bad-keys/api-keys")
                .then()
                .statusCode(422)
                .body("errors.field", contains(field));
    }

    @Test
    void refusesAKeyThatHasExpired() {
        String key = keyOf("expires", List.of("*"), "audit:read");
        with(key).get("/v1/audit-events").then().statusCode(200);

        TestingSql.run("UPDATE caller_key SET expires_at = clock_timestamp() WHERE caller = 'expires'");

        with(key).get("/v1/audit-events").then().statusCode(401);
    }

    @Test
    void refusesTheKeysOfADeletedCaller() {
        String key = keyOf("goes", List.of("*"), "audit:read");

        operator().delete("/v1/callers/goes").then().statusCode(204);

        with(key).get("/v1/audit-events").then().statusCode(401);
    }

    @Test
    void storesNoKey() {
        String key = keyOf("hashed", List.of("*"), "audit:read");

        assertThat(TestingSql.value(byte[].class, "SELECT hash FROM caller_key WHERE caller = 'hashed'"))
                .isEqualTo(Digest.ofText(key));
    }

    @Test
    void needsThePermission() {
        String key = keyOf("weak", List.of("*"), "audit:read", "tenant:manage");

        with(key).get("/v1/callers").then().statusCode(403).contentType("application/problem+json");
        with(key).body("{\"grants\":[]}").put("/v1/callers/weak").then().statusCode(403);
        with(key).post("/v1/callers/weak/api-keys").then().statusCode(403);
    }

    private List<String> eventsOf(String caller) {
        return TestingSql.rows(
                row -> row.getString(1),
                "SELECT type FROM audit_event WHERE details ->> 'caller' = ? AND actor = 'caller:bootstrap'"
                        + " ORDER BY id",
                caller);
    }
}
