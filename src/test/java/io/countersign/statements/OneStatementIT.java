package io.countersign.statements;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestingCaller;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingWait;
import io.countersign.caller.IdentifiedCaller;
import io.countersign.crypto.ForgedTokens;
import io.countersign.oauth.StandardsClient;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.net.URI;
import java.security.SecureRandom;
import java.util.ArrayList;
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
@WithTestResource(value = CountedDatabase.class, scope = TestResourceScope.MATCHING_RESOURCES)
class OneStatementIT {
    private static final int TOKENS = 20;
    private static final int CLIENTS = 4;

    private final SecureRandom random = new SecureRandom();

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
    void asksAtMostOnceWhateverIsPresented() {
        // Given
        TestingTenant tenant = TestingTenant.connected();
        String key = TestingCaller.keyOf("counted", List.of(tenant.tenant()), "token:issue");
        StandardsClient client = new StandardsClient("counted", key);
        String token = tenant.connection() + "/token";
        Map<String, String> grant = Map.of("grant_type", "client_credentials", "resource", StandardsClient.urn(tenant));

        // Then
        exactly(1, () -> refused(token, madeUp("csk_")));
        exactly(1, () -> refused(madeUp("csk_")));
        exactly(1, () -> refused(token, ForgedTokens.withAnotherSecret(key, random)));
        exactly(0, () -> refused(token, "csk_" + "a".repeat(61)));
        exactly(
                1,
                () -> StandardsClient.post("/oauth/token", StandardsClient.basic("counted", madeUp("csk_")), grant)
                        .statusCode(401));
        // Both readings of the halves, encoded or not.
        exactly(
                1,
                () -> StandardsClient.post("/oauth/token", StandardsClient.basic("count%65d", madeUp("csk_")), grant)
                        .statusCode(401));
        exactly(1, () -> client.refresh(madeUp("csh_")).statusCode(400));
        exactly(
                1,
                () -> given().header("Authorization", "Bearer " + UUID.randomUUID())
                        .get("/oauth/userinfo")
                        .then()
                        .statusCode(401));
        exactly(1, () -> given().get("/consent/" + UUID.randomUUID()).then().statusCode(404));
        exactly(1, () -> given().post("/consent/" + UUID.randomUUID()).then().statusCode(404));
        exactly(
                1,
                () -> given().get("/oauth/callback/counted?code=a&state=" + UUID.randomUUID())
                        .then()
                        .statusCode(400));
    }

    @Test
    void asksNothingAboutWhatWasRefusedJustNow() {
        // Given
        String unknown = madeUp("csk_");
        refused(unknown);

        // Then
        exactly(0, () -> refused(unknown));
        String basic = StandardsClient.basic("counted", unknown);
        Map<String, String> grant = Map.of("grant_type", "client_credentials", "resource", "urn:countersign:tenant:a");
        exactly(0, () -> StandardsClient.post("/oauth/token", basic, grant).statusCode(401));
    }

    @Test
    void asksOnceAboutALinkThatIsOver() {
        // Given
        TestingTenant tenant = TestingTenant.create(Map.of());
        URI link = tenant.link();
        TestingSql.run("UPDATE consent_link SET expires_at = clock_timestamp() WHERE tenant = ?", tenant.tenant());
        // An event of the link, the only one of this minute.
        given().post(link).then().statusCode(410);

        // Then
        exactly(1, () -> given().get(link).then().statusCode(410));
        exactly(1, () -> given().post(link).then().statusCode(410));
    }

    private static void refused(String credential) {
        TestingCaller.with(credential).get("/v1/tenants").then().statusCode(401);
    }

    private static void refused(String address, String credential) {
        TestingCaller.with(credential).body("{}").post(address).then().statusCode(401);
    }

    private String madeUp(String prefix) {
        return ForgedTokens.unknown(prefix, random);
    }

    /** The statements of each of several such requests, without the trail's event of a failure: nobody waits for it. */
    private void exactly(int statements, Runnable request) {
        List<Integer> seen = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            wire.reset();
            request.run();
            seen.add(wire.asked());
        }
        assertThat(seen).as("statements of each try").containsOnly(statements);
    }

    /** A caller that holds a token of its issuer, and authenticates as a client all the same. */
    @Test
    void exchangesATokenAtTheSameCostAndForAClientWithOneMore() {
        // Given
        TestingTenant tenant = TestingTenant.connected();
        IdentifiedCaller caller = IdentifiedCaller.of(List.of(tenant.tenant()), "token:issue");
        String basic = StandardsClient.basic(caller.name(), caller.key());
        Map<String, String> grant = Map.of(
                "grant_type",
                "urn:ietf:params:oauth:grant-type:token-exchange",
                "subject_token_type",
                "urn:ietf:params:oauth:token-type:jwt",
                "subject_token",
                caller.token(),
                "resource",
                StandardsClient.urn(tenant));

        // Then
        wire.reset();
        StandardsClient.post("/oauth/token", null, grant).statusCode(200);
        assertThat(wire.asked()).isEqualTo(1);
        exactly(0, () -> StandardsClient.post("/oauth/token", null, grant).statusCode(200));
        wire.reset();
        StandardsClient.post("/oauth/token", basic, grant).statusCode(200);
        assertThat(wire.asked()).as("for the key alone").isEqualTo(1);
        exactly(0, () -> StandardsClient.post("/oauth/token", basic, grant).statusCode(200));
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
