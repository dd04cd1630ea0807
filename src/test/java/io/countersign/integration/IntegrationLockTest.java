package io.countersign.integration;

import static io.countersign.integration.IntegrationResourceTest.demo;
import static io.countersign.integration.IntegrationResourceTest.operator;
import static io.countersign.integration.IntegrationResourceTest.put;
import static io.countersign.integration.IntegrationResourceTest.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestingLock;
import io.countersign.TestingSql;
import io.countersign.TestingWait;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A connection that is being created while its integration changes is not overlooked. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class IntegrationLockTest {
    @Test
    void isNotDeletedFromUnderANewConnection() {
        put("lock-deleted", demo()).statusCode(201);

        assertThat(whileAConnectionIsCreated(
                        "lock-deleted",
                        () -> operator().delete("/v1/integrations/lock-deleted").statusCode()))
                .isEqualTo(409);
    }

    @Test
    void doesNotMoveFromUnderANewConnection() {
        put("lock-moved", demo()).statusCode(201);

        assertThat(whileAConnectionIsCreated(
                        "lock-moved",
                        () -> put("lock-moved", with(demo(), "environment", "production"))
                                .extract()
                                .statusCode()))
                .isEqualTo(409);
    }

    /** Whoever stores a consent holds the token row first, and then needs the integration's. */
    @Test
    void isNotDeletedCrosswiseToAConsent() {
        // Given
        put("lock-crossed", demo()).statusCode(201);
        String tenant = TestingConnections.create("lock-crossed", "disconnected");
        CompletableFuture<Integer> status;

        // When
        try (TestingLock consent =
                TestingLock.on("SELECT uuid FROM connection_token WHERE tenant = ? FOR UPDATE", tenant)) {
            status = CompletableFuture.supplyAsync(() -> operator()
                    .delete("/v1/integrations/lock-crossed?force=true")
                    .statusCode());
            consent.awaitWaiting(1);
            consent.also("SELECT name FROM integration WHERE name = 'lock-crossed' FOR SHARE");
        }

        // Then
        assertThat(status.join()).isEqualTo(204);
        assertThat(TestingConnections.exists(tenant)).isFalse();
    }

    @Test
    void isNotDeletedFromUnderAConnectionThatComesBack() {
        // Given
        put("lock-returned", demo()).statusCode(201);
        String tenant = TestingConnections.create("lock-returned", "disconnected");
        CompletableFuture<Integer> status;

        // When
        try (TestingLock consent = TestingLock.on(
                "UPDATE connection_token SET state = 'active' WHERE tenant = ? RETURNING uuid", tenant)) {
            status = CompletableFuture.supplyAsync(() -> operator()
                    .delete("/v1/integrations/lock-returned?force=true")
                    .statusCode());
            consent.awaitWaiting(1);
            consent.commit();
        }

        // Then
        assertThat(status.join()).isEqualTo(409);
        assertThat(TestingConnections.exists(tenant)).isTrue();
    }

    /** One that was not yet its connection when its connections were locked. */
    @Test
    void isNotDeletedFromUnderAConnectionThatMovesInAndComesBack() throws Exception {
        // Given
        put("lock-moved-out", demo()).statusCode(201);
        put("lock-moved-in", demo()).statusCode(201);
        String tenant = TestingConnections.create("lock-moved-out", "disconnected");
        CompletableFuture<Integer> status;

        // When
        try (TestingLock consent = TestingLock.on(
                        "UPDATE connection_token SET state = 'active' WHERE tenant = ? RETURNING uuid", tenant);
                TestingLock move = TestingLock.on(
                        "UPDATE connection SET integration = 'lock-moved-in' WHERE tenant = ? RETURNING uuid",
                        tenant)) {
            status = CompletableFuture.supplyAsync(() -> operator()
                    .delete("/v1/integrations/lock-moved-in?force=true")
                    .statusCode());
            move.awaitWaiting(1);
            move.commit();
            TestingWait.until("the deletion waits for the connection", () -> waitsForAToken());
            consent.commit();
        }

        // Then
        assertThat(status.join()).isEqualTo(409);
        assertThat(TestingConnections.exists(tenant)).isTrue();
    }

    /** Who would start to use it waits for the deletion, and is told to send the request again. */
    @Test
    void aConnectionThatWouldStartToUseItWaits() {
        // Given
        put("lock-wanted", demo()).statusCode(201);
        String tenant = TestingConnections.create("lock-wanted", "disconnected");
        TestingSql.run("INSERT INTO upstream_gate VALUES ('lock-wanted', 'demo', 'authorization_code')");
        CompletableFuture<Integer> deletion;
        CompletableFuture<Integer> connection;

        // When
        try (TestingLock gate =
                TestingLock.on("SELECT integration FROM upstream_gate WHERE integration = 'lock-wanted' FOR UPDATE")) {
            deletion = CompletableFuture.supplyAsync(
                    () -> operator()
                            .delete("/v1/integrations/lock-wanted?force=true")
                            .statusCode(),
                    Thread::startVirtualThread);
            gate.awaitWaiting(1);
            connection = CompletableFuture.supplyAsync(
                    () -> operator()
                            .body("{\"integration\": \"lock-wanted\"}")
                            .put("/v1/tenants/" + tenant + "/connections/another")
                            .statusCode(),
                    Thread::startVirtualThread);
            gate.awaitWaiting(2);
        }

        // Then
        assertThat(deletion.join()).isEqualTo(204);
        assertThat(connection.join()).isEqualTo(409);
    }

    private static boolean waitsForAToken() {
        return TestingSql.number("""
                        SELECT count(*) FROM pg_stat_activity
                        WHERE datname = current_database() AND wait_event_type = 'Lock'
                          AND (query LIKE '%FROM connection_token%' OR query LIKE 'DELETE FROM integration%')
                        """) == 1;
    }

    /** Starts the request after the connection's insert and commits that when the request waits for it. */
    private int whileAConnectionIsCreated(String integration, Supplier<Integer> request) {
        String tenant = "t" + UUID.randomUUID();
        TestingSql.run("INSERT INTO tenant (name, display_name) VALUES (?, 'Tenant')", tenant);
        try (TestingLock other = TestingLock.on("""
                        INSERT INTO connection (tenant, name, uuid, integration, grant_type)
                        VALUES (?, 'default', ?, ?, 'authorization_code') RETURNING uuid
                        """, tenant, UUID.randomUUID(), integration)) {
            CompletableFuture<Integer> status = CompletableFuture.supplyAsync(request);
            other.awaitWaiting(1);
            other.commit();
            return status.join();
        }
    }
}
