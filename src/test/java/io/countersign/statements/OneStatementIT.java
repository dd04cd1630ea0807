package io.countersign.statements;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestingCaller;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingWait;
import io.countersign.oauth.StandardsClient;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * What a token costs the database when nothing is due, and nothing is known from just before, counted on the wire: one
 * statement, authentication of the caller included. The last one of all: the properties of its database stay set, and
 * switch the scheduler off in whatever is started after it.
 */
@QuarkusIntegrationTest
@Order(Integer.MAX_VALUE)
@WithTestResource(value = CountedDatabase.class, scope = TestResourceScope.RESTRICTED_TO_CLASS)
class OneStatementIT {
    private static final int TOKENS = 20;
    private static final int CLIENTS = 4;

    WireCount wire;

    @Test
    void issuesAFirstTokenWithOneStatementAndFurtherOnesWithNone() {
        // Given
        TestingTenant tenant = TestingTenant.connected();
        List<String> keys = IntStream.range(0, TOKENS)
                .mapToObj(i -> TestingCaller.keyOf("counting", List.of(tenant.tenant()), "token:issue"))
                .toList();
        warmUp(tenant);

        // When
        wire.reset();
        keys.forEach(key -> issue(tenant, key, 1));

        // Then: Bind, Execute and Sync once each; no Parse, no BEGIN.
        assertThat(wire.sent()).isEqualTo(Map.of('B', TOKENS, 'E', TOKENS, 'S', TOKENS));

        // When
        wire.reset();
        keys.reversed().stream().limit(5).forEach(key -> issue(tenant, key, TOKENS));

        // Then
        assertThat(wire.sent()).isEmpty();
    }

    @Test
    void refusesAnUnknownKeyWithOneStatementToo() {
        // Given
        TestingTenant tenant = TestingTenant.connected();
        String key = TestingCaller.keyOf("forgotten", List.of(tenant.tenant()), "token:issue");
        warmUp(tenant);
        TestingCaller.operator().delete("/v1/callers/forgotten").then().statusCode(204);

        // When
        wire.reset();
        TestingCaller.with(key)
                .body("{}")
                .post(tenant.connection() + "/token")
                .then()
                .statusCode(401);

        // Then
        assertThat(wire.sent()).isEqualTo(Map.of('B', 1, 'E', 1, 'S', 1));
    }

    @Test
    void grantsAtTheTokenEndpointAtTheSameCost() {
        // Given
        TestingTenant tenant = TestingTenant.connected();
        StandardsClient[] clients = clients(tenant);
        warmUp(tenant);

        assertThat(cost(clients, client -> client.token(tenant).statusCode(200)))
                .isEqualTo(oneStatementEach());
        assertThat(cost(clients, client -> client.token(tenant).statusCode(200)))
                .isEmpty();
    }

    /** Which connection a handle names is not known before its first use. */
    @Test
    void findsAHandlesConnectionInTheOneStatement() {
        // Given
        TestingTenant tenant = TestingTenant.connected();
        StandardsClient[] clients = clients(tenant);
        String handle = clients[0].handle(tenant);
        StandardsClient stranger = StandardsClient.of(tenant);
        warmUp(() -> stranger.refresh(handle).statusCode(400));

        assertThat(cost(clients, client -> client.refresh(handle).statusCode(200)))
                .isEqualTo(oneStatementEach());
        assertThat(cost(clients, client -> client.refresh(handle).statusCode(200)))
                .isEmpty();
    }

    @Test
    void asksNobodyAboutWhatCannotBe() {
        String misspelt = StandardsClient.basic("counting", "csk_" + "a".repeat(61));
        Map<String, String> realToken = Map.of("grant_type", "refresh_token", "refresh_token", "eyJ0eXAiOiJNVCJ9.AQ");
        wire.reset();

        StandardsClient.post("/oauth/token", misspelt, realToken).statusCode(401);
        StandardsClient.post("/oauth/token", null, realToken).statusCode(400);

        assertThat(wire.sent()).isEmpty();
    }

    /** One caller with several API keys, of which nothing is known yet. */
    private static StandardsClient[] clients(TestingTenant tenant) {
        String name = "counting-" + UUID.randomUUID();
        return IntStream.range(0, CLIENTS)
                .mapToObj(i -> TestingCaller.keyOf(name, List.of(tenant.tenant()), "token:issue"))
                .map(key -> new StandardsClient(name, key))
                .toArray(StandardsClient[]::new);
    }

    private Map<Character, Integer> cost(StandardsClient[] clients, Consumer<StandardsClient> request) {
        wire.reset();
        Arrays.stream(clients).forEach(request);
        return wire.sent();
    }

    private static Map<Character, Integer> oneStatementEach() {
        return Map.of('B', CLIENTS, 'E', CLIENTS, 'S', CLIENTS);
    }

    /**
     * The row is read, found to be due, and read again when the renewal has ended: two statements for the token.
     * Between them the renewal leases, reads the client's secrets, and stores.
     */
    @Test
    void renewsWithThreeStatements() {
        // Given
        TestingTenant tenant = TestingTenant.connected();
        warmUp(tenant);

        // When
        TestingSql.run(
                "UPDATE connection_token SET access_expires_at = clock_timestamp() + interval '30 s' WHERE tenant = ?",
                tenant.tenant());
        wire.reset();
        issue(tenant, TestDatabase.BOOTSTRAP_KEY, 1);

        // Then
        assertThat(wire.sent()).containsEntry('E', 2 + 3);
    }

    /**
     * The operator's key is not the database's, so nothing is kept for it. Which of its connections the pool lends is
     * its affair: each has to prepare the statement once.
     */
    private void warmUp(TestingTenant tenant) {
        warmUp(() -> issue(tenant, TestDatabase.BOOTSTRAP_KEY, 1));
    }

    private void warmUp(Runnable request) {
        TestingWait.until("every connection in use has prepared the statement", () -> {
            wire.reset();
            IntStream.range(0, TOKENS).forEach(i -> request.run());
            return !wire.sent().containsKey('P');
        });
    }

    private static void issue(TestingTenant tenant, String key, int times) {
        IntStream.range(0, times)
                .forEach(i -> TestingCaller.with(key)
                        .body("{}")
                        .post(tenant.connection() + "/token")
                        .then()
                        .statusCode(200));
    }
}
