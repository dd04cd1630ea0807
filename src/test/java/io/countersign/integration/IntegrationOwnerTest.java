package io.countersign.integration;

import static io.countersign.integration.IntegrationResourceTest.demo;
import static io.countersign.integration.IntegrationResourceTest.eventsOf;
import static io.countersign.integration.IntegrationResourceTest.get;
import static io.countersign.integration.IntegrationResourceTest.operator;
import static io.countersign.integration.IntegrationResourceTest.put;
import static io.countersign.integration.IntegrationResourceTest.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.countersign.TestDatabase;
import io.countersign.TestingLock;
import io.countersign.TestingSql;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** An integration that belongs to a tenant serves that tenant alone, and goes with it. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class IntegrationOwnerTest {
    private final String name = "owned-" + UUID.randomUUID().toString().substring(0, 13);
    private final String owner = tenant();

    private static String tenant() {
        String tenant = "t" + UUID.randomUUID();
        TestingSql.run("INSERT INTO tenant (name, display_name) VALUES (?, 'Tenant')", tenant);
        return tenant;
    }

    private static Map<String, Object> owned(String tenant) {
        return with(demo(), "tenant", tenant);
    }

    private static Response connect(String tenant, String integration) {
        return operator()
                .body(Map.of("integration", integration))
                .put("/v1/tenants/" + tenant + "/connections/default");
    }

    @Test
    void belongsToWhomThePutSaysAndToNobodyWithout() {
        put(name, owned(owner)).statusCode(201).body("tenant", equalTo(owner));
        String view = get(name).extract().asString();
        assertThat(put(name, owned(owner)).statusCode(200).extract().asString()).isEqualTo(view);
        put(name, demo()).statusCode(200).body("tenant", nullValue());
        put(name, owned(owner)).statusCode(200).body("tenant", equalTo(owner));

        assertThat(eventsOf(name)).containsExactly("integration.created", "integration.updated", "integration.updated");
    }

    @Test
    void aTenantThatIsNotThereIsABadField() {
        put(name, owned("not-there")).statusCode(422).body("errors.field", contains("tenant"));
        get(name).statusCode(404);
        put(name, demo()).statusCode(201);
        put(name, owned("not-there")).statusCode(422).body("errors.field", contains("tenant"));
        get(name).body("tenant", nullValue());
    }

    /** The same bytes, whether the connection is new, exists, or holds tokens that would fix its integration. */
    @Test
    void isAsUnknownForAnotherTenant() {
        put(name, owned(owner)).statusCode(201);
        put(name + "-shared", demo()).statusCode(201);
        String other = tenant();

        for (int step = 0; step < 3; step++) {
            Response theirs = connect(other, name);
            Response nobodys = connect(other, name + "-none");
            assertThat(theirs.statusCode()).isEqualTo(422);
            assertThat(theirs.asByteArray()).isEqualTo(nobodys.asByteArray());
            switch (step) {
                case 0 -> connect(other, name + "-shared").then().statusCode(201);
                case 1 ->
                    TestingSql.run(
                            "UPDATE connection_token SET state = 'active', access_token = '', refresh_token = ''"
                                    + " WHERE tenant = ?",
                            other);
                default -> {}
            }
        }
        connect(owner, name).then().statusCode(201);
    }

    @Test
    void isGivenToNobodyWhileOthersNameIt() {
        put(name, demo()).statusCode(201);
        String other = TestingConnections.create(name, "disconnected");

        put(name, owned(owner)).statusCode(409).body("detail", containsString("1 connection of other tenants"));
        put(name, owned(other)).statusCode(200);
        put(name, owned(owner)).statusCode(409);
        get(name).body("tenant", equalTo(other));
    }

    /** Else people of other tenants could be impersonated as soon as they consent to the same key. */
    @Test
    void keepsItsOwnerWhileAConnectionNamesAUser() {
        put(name, demo()).statusCode(201);
        String tenant = TestingConnections.create(name, "awaiting_consent");
        put(name, owned(tenant)).statusCode(200);
        TestingSql.run(
                "UPDATE connection SET grant_type = 'jwt_bearer', user_id = 'somebody' WHERE tenant = ?", tenant);

        put(name, demo()).statusCode(409).body("detail", containsString("user_id"));
        put(name, with(owned(tenant), "scopes", "signature".lines().toList())).statusCode(200);
    }

    @Test
    void goesWithItsTenant() {
        put(name, with(owned(owner), "client_secret", "a secret")).statusCode(201);
        connect(owner, name).then().statusCode(201);

        operator().delete("/v1/tenants/" + owner).then().statusCode(204);

        get(name).statusCode(404);
        assertThat(TestingSql.number("SELECT count(*) FROM integration_secret WHERE integration = ?", name))
                .isZero();
        assertThat(TestingConnections.exists(owner)).isFalse();
        assertThat(eventsOf(name)).endsWith("integration.deleted");
    }

    /** Whoever gives it away waits for a connection that begins to name it, and is told. */
    @Test
    void isNotGivenAwayFromUnderANewConnection() {
        put(name, demo()).statusCode(201);
        CompletableFuture<Integer> given;

        try (TestingLock connection = TestingLock.on("""
                INSERT INTO connection (tenant, name, uuid, integration, grant_type)
                VALUES (?, 'default', ?, ?, 'authorization_code') RETURNING uuid
                """, tenant(), UUID.randomUUID(), name)) {
            given = CompletableFuture.supplyAsync(
                    () -> put(name, owned(owner)).extract().statusCode());
            connection.awaitWaiting(1);
            connection.commit();
        }

        assertThat(given.join()).isEqualTo(409);
    }

    /** A connection that begins to name it waits for who gives it away, and finds none of that name. */
    @Test
    void aConnectionDoesNotBeginToNameWhatIsBeingGivenAway() {
        put(name, demo()).statusCode(201);
        String other = tenant();
        CompletableFuture<Integer> connection;

        try (TestingLock given = TestingLock.on("SELECT name FROM integration WHERE name = ? FOR UPDATE", name)) {
            given.run("UPDATE integration SET tenant = ? WHERE name = ?", owner, name);
            connection =
                    CompletableFuture.supplyAsync(() -> connect(other, name).statusCode(), Thread::startVirtualThread);
            given.awaitWaiting(1);
            given.commit();
        }

        assertThat(connection.join()).isEqualTo(422);
        assertThat(TestingConnections.exists(other)).isFalse();
    }

    /** The deletion holds the tenant and goes for its integrations; the PUT holds one that is not the tenant's yet. */
    @Test
    void isNotGivenToATenantThatIsBeingDeleted() {
        put(name, demo()).statusCode(201);
        put(name + "-first", with(owned(owner), "client_secret", "a secret")).statusCode(201);
        CompletableFuture<Integer> deleted;
        CompletableFuture<Integer> given;

        try (TestingLock secret =
                TestingLock.on("SELECT id FROM integration_secret WHERE integration = ? FOR UPDATE", name + "-first")) {
            deleted = CompletableFuture.supplyAsync(
                    () -> operator().delete("/v1/tenants/" + owner).statusCode(), Thread::startVirtualThread);
            secret.awaitWaiting(1);
            given = CompletableFuture.supplyAsync(
                    () -> put(name, owned(owner)).extract().statusCode(), Thread::startVirtualThread);
            secret.awaitWaiting(2);
        }

        assertThat(deleted.join()).isEqualTo(204);
        assertThat(given.join()).isEqualTo(422);
        get(name + "-first").statusCode(404);
        get(name).body("tenant", nullValue());
    }
}
