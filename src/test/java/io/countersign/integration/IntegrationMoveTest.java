package io.countersign.integration;

import static io.countersign.integration.IntegrationResourceTest.eventsOf;
import static io.countersign.integration.IntegrationResourceTest.operator;
import static io.countersign.integration.IntegrationResourceTest.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingBrowser;
import io.countersign.TestingLock;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingTrail;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An integration that becomes another app forgets what its connections remembered of the former. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class IntegrationMoveTest {

    private static String keyOf(TestingTenant tenant) {
        return operator().get("/v1/integrations/" + tenant.integration()).path("integration_key");
    }

    private static ValidatableResponse become(TestingTenant tenant, String environment, String key) {
        return put(tenant.integration(), Map.of("environment", environment, "integration_key", key));
    }

    private static TestingTenant disconnected(TestingTenant tenant) {
        TestingSql.run(
                "UPDATE connection_token SET last_error = 'no_answer', last_refreshed_at = clock_timestamp()"
                        + " WHERE tenant = ?",
                tenant.tenant());
        operator().delete(tenant.connection()).then().statusCode(200);
        return tenant;
    }

    private static String remembered(TestingTenant tenant) {
        return TestingSql.text(
                "SELECT concat_ws(',', scopes, token_scope, user_sub, user_name, user_email, user_profile,"
                        + " account_id, account_name, base_uri, last_refreshed_at, last_error)"
                        + " FROM connection_token WHERE tenant = ?",
                tenant.tenant());
    }

    private static long count(String table, TestingTenant tenant) {
        return TestingSql.number("SELECT count(*) FROM " + table + " WHERE integration = ?", tenant.integration());
    }

    /** A flag, a pause and a count of verdicts, as the former app's calls left them. */
    private static void close(TestingTenant tenant) {
        TestingSql.run("""
                INSERT INTO upstream_gate (integration, auth_host, grant_type, paused_until, reason, probing, prober,
                    flag, flagged_at, flagged_by, secrets_version)
                VALUES (?, 'demo', 'authorization_code', clock_timestamp() + interval '1 hour', 'client_refused', true,
                    gen_random_uuid(), 'client_refused', clock_timestamp(), gen_random_uuid(), 99)
                """, tenant.integration());
        TestingSql.run(
                "INSERT INTO verdict_count VALUES"
                        + " (?, 'demo', 'authorization_code', 5, clock_timestamp(), gen_random_uuid(),"
                        + " clock_timestamp())",
                tenant.integration());
        TestingSql.run(
                "INSERT INTO exchange_flag VALUES (?, 'client_refused', clock_timestamp(), 99)", tenant.integration());
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "production"})
    void itsConnectionsForgetWhatTheFormerAppTold(String environment) {
        // Given
        TestingTenant tenant = TestingTenant.connected();
        TestingTenant beside = tenant.connectedBeside();
        disconnected(tenant);
        disconnected(beside);
        String settings = TestingSql.text("SELECT to_jsonb(c) FROM connection c WHERE tenant = ?", tenant.tenant());
        String end = operator().delete(tenant.connection()).asString();
        close(tenant);
        assertThat(remembered(tenant)).isNotEmpty();

        // When
        become(tenant, environment, UUID.randomUUID().toString()).statusCode(200);

        // Then
        assertThat(List.of(remembered(tenant), remembered(beside))).containsOnly("");
        tenant.view()
                .body("state", equalTo("disconnected"))
                .body("user", nullValue())
                .body("account", nullValue())
                .body("last_refreshed_at", nullValue())
                .body("last_error", nullValue());
        assertThat(count("upstream_gate", tenant)).isZero();
        assertThat(count("verdict_count", tenant)).isZero();
        assertThat(count("exchange_flag", tenant)).isZero();
        assertThat(eventsOf(tenant.integration()))
                .containsSubsequence("integration.updated")
                .filteredOn("integration.unflagged"::equals)
                .hasSize(3);

        // Then what people decided stays, and what a disconnect answered
        assertThat(TestingSql.text("SELECT to_jsonb(c) FROM connection c WHERE tenant = ?", tenant.tenant()))
                .isEqualTo(settings);
        assertThat(operator().delete(tenant.connection()).asString()).isEqualTo(end);
    }

    @Test
    void otherScopesForgetNothing() {
        TestingTenant tenant = disconnected(TestingTenant.connected());
        close(tenant);
        String before = remembered(tenant);

        put(
                        tenant.integration(),
                        Map.of(
                                "environment",
                                "demo",
                                "integration_key",
                                keyOf(tenant).toUpperCase(),
                                "scopes",
                                List.of("signature")))
                .statusCode(200);

        assertThat(remembered(tenant)).isEqualTo(before);
        assertThat(count("upstream_gate", tenant)).isEqualTo(1);
    }

    /** The link stays good: it leads to whatever app the integration is, and hints at nobody whom another app knew. */
    @ParameterizedTest
    @ValueSource(strings = {"demo", "production"})
    void aConsentThatWasBegunForTheFormerAppLeadsBackToTheLink(String environment) {
        // Given
        TestingTenant tenant = TestingTenant.create(Map.of());
        operator().delete(tenant.connection()).then().statusCode(200);
        String email = UUID.randomUUID() + "@example.com";
        TestDocuSign.person(email, "Only account");
        TestingBrowser browser = new TestingBrowser();
        URI link = tenant.link();
        URI callback = TestingTenant.allowed(browser, link, email);
        String key = TestDocuSign.register(tenant.integration() + "-2", "the other secret")
                .integrationKey();
        int calls = TestDocuSign.simulator().oracle().calls().size();

        // When
        put(
                        tenant.integration(),
                        Map.of("environment", environment, "integration_key", key, "client_secret", "the other secret"))
                .statusCode(200);
        HttpResponse<String> page = browser.get(callback);

        // Then
        assertThat(page.statusCode()).isEqualTo(409);
        assertThat(page.body()).contains("href=\"" + link + "\"");
        assertThat(TestDocuSign.simulator().oracle().calls()).hasSize(calls);
        assertThat(TestingTenant.begin(browser, link).getQuery()).contains(key).doesNotContain("login_hint");
    }

    /** Who stores a consent holds the token row first, and then needs the integration's. */
    @Test
    void doesNotMoveCrosswiseToAConsent() {
        // Given
        TestingTenant tenant = disconnected(TestingTenant.connected());
        CompletableFuture<Integer> status;

        // When
        try (TestingLock consent =
                TestingLock.on("SELECT uuid FROM connection_token WHERE tenant = ? FOR UPDATE", tenant.tenant())) {
            status = CompletableFuture.supplyAsync(
                    () -> become(tenant, "production", keyOf(tenant)).extract().statusCode(),
                    Thread::startVirtualThread);
            consent.awaitWaiting(1);
            consent.also("SELECT name FROM integration WHERE name = ? FOR SHARE", tenant.integration());
        }

        // Then
        assertThat(status.join()).isEqualTo(200);
        assertThat(remembered(tenant)).isEmpty();
        assertThat(TestingTrail.typesOf(tenant.tenant())).endsWith("connection.disconnected");
    }
}
