package io.countersign.caller;

import static io.countersign.TestingCaller.keyOf;
import static io.countersign.TestingCaller.operator;
import static io.countersign.TestingCaller.putCaller;
import static io.countersign.TestingCaller.with;
import static io.countersign.TestingTrail.typesOfCaller;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import io.countersign.TestDatabase;
import io.countersign.TestingLock;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is granted on a tenant goes with it. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class TenantGrantsTest {
    @Test
    void aDeletedTenantTakesItsGrantsAlong() {
        // Given
        for (String tenant : List.of("granted", "granted-too")) {
            putTenant(tenant);
        }
        putCaller("grantee", """
                {"grants":[{"tenants":["granted"],"permissions":["tenant:read"]},
                           {"tenants":["granted-too","granted"],"permissions":["connection:read"]},
                           {"tenants":["granted"],"permissions":["token:issue"]}]}\
                """).statusCode(201);
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

    /** Put again as it was, a grant is back on a tenant that was deleted meanwhile: that is a change. */
    @Test
    void grantsAgainWhatADeletedTenantTookAlong() {
        // Given
        putTenant("granted-again");
        String body = "{\"grants\":[{\"tenants\":[\"granted-again\"],\"permissions\":[\"tenant:read\"]}]}";
        putCaller("grants-again", body).statusCode(201);
        operator().delete("/v1/tenants/granted-again").then().statusCode(204);

        // When
        putCaller("grants-again", body).statusCode(200).body("grants", hasSize(1));

        // Then
        assertThat(typesOfCaller("grants-again")).containsExactly("caller.created", "caller.updated");
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

    /** Whoever puts a caller may wait for another one's identity, while the deletion waits for that caller. */
    @Test
    void aTenantIsNotDeletedCrosswiseToACallersIdentity() {
        // Given
        String body = "{'grants':[{'tenants':['granted-twice'],'permissions':['tenant:read']}],%s}".replace('\'', '"');
        String identity = "'identities':[{'type':'certificate','san':'dns:crossed.example.com'}]".replace('\'', '"');
        putTenant("granted-twice");
        putCaller("crossed-a", body.formatted(identity)).statusCode(201);
        putCaller("crossed-b", body.formatted("\"identities\":[]")).statusCode(201);
        CompletableFuture<ValidatableResponse> put;
        CompletableFuture<Integer> status;

        // When
        try (TestingLock lock = TestingLock.on("SELECT name FROM caller WHERE name = 'crossed-b' FOR UPDATE")) {
            put = CompletableFuture.supplyAsync(
                    () -> putCaller("crossed-b", body.formatted(identity)), Thread::startVirtualThread);
            lock.awaitWaiting(1);
            status = CompletableFuture.supplyAsync(
                    () -> operator().delete("/v1/tenants/granted-twice").statusCode(), Thread::startVirtualThread);
            lock.awaitWaiting(2);
        }

        // Then
        assertThat(status.join()).isEqualTo(204);
        put.join().statusCode(409).body("detail", containsString("caller crossed-a's"));
    }

    /** Two of them fill what is read at once; each keeps its key, and what is granted on other tenants. */
    @Test
    void aDeletedTenantTakesAlongTheGrantsOfCallersThatAreReadInTurns() {
        // Given
        putTenant("turn-0");
        Map<String, Object> grant = Map.of(
                "tenants",
                IntStream.range(0, 50).mapToObj(number -> "turn-" + number).toList(),
                "permissions",
                List.of("connection:read"),
                "connections",
                IntStream.range(0, 100).mapToObj(number -> "name-" + number).toList());
        List<String> callers = List.of("in-turns-1", "in-turns-2", "in-turns-3");
        List<String> keys = callers.stream()
                .map(caller -> {
                    operator()
                            .body(Map.of("grants", List.of(grant)))
                            .put("/v1/callers/" + caller)
                            .then()
                            .statusCode(201);
                    return operator()
                            .post("/v1/callers/" + caller + "/api-keys")
                            .then()
                            .extract()
                            .<String>path("api_key");
                })
                .toList();

        // When
        operator().delete("/v1/tenants/turn-0").then().statusCode(204);

        // Then
        callers.forEach(caller -> operator()
                .get("/v1/callers/" + caller)
                .then()
                .body("grants[0].tenants", hasSize(49))
                .body("grants[0].tenants", not(hasItem("turn-0"))));
        keys.forEach(key -> with(key).get("/v1/tenants").then().statusCode(200).body("items", hasSize(0)));
        callers.forEach(
                caller -> operator().delete("/v1/callers/" + caller).then().statusCode(204));
    }

    private static void putTenant(String tenant) {
        operator()
                .body("{\"display_name\":\"Tenant\"}")
                .put("/v1/tenants/" + tenant)
                .then()
                .statusCode(201);
    }
}
