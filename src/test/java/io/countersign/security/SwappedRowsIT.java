package io.countersign.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingBrowser;
import io.countersign.TestingCaller;
import io.countersign.TestingRenewal;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.response.ValidatableResponse;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whoever can write to the database can destroy, but cannot make the vault hand out one tenant's token as another's, or
 * an old one as new.
 */
@QuarkusIntegrationTest
@WithTestResource(TestDatabase.class)
class SwappedRowsIT {
    private TestingTenant one;
    private TestingTenant other;
    private TestingTenant bystander;

    @BeforeEach
    void connect() {
        one = TestingTenant.connected();
        other = TestingTenant.connected();
        bystander = TestingTenant.connected();
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"REFRESH_TOKENS", "CLIENT_SECRETS", "RSA_KEYS", "PENDING_GRANTS", "CODE_VERIFIERS"})
    void doNotOpen(Tampering tampering) {
        String token = one.accessToken(Map.of());
        String otherToken = other.accessToken(Map.of());

        tampering.with(one, other);

        Incident.is(one.token(Map.of()));
        Incident.is(other.token(Map.of()));
        bystander.token(Map.of()).statusCode(200);
        tampering.with(one, other);
        assertThat(one.accessToken(Map.of())).isEqualTo(token);
        assertThat(other.accessToken(Map.of())).isEqualTo(otherToken);
    }

    @Test
    void anOlderGenerationDoesNotOpen() {
        TestingRenewal renewal = new TestingRenewal(one);
        byte[] older = renewal.stored(byte[].class, "access_token");
        renewal.passes(Duration.ofHours(8));
        String token = one.accessToken(Map.of());
        byte[] present = renewal.stored(byte[].class, "access_token");

        putAccessToken(older);

        Incident.is(one.token(Map.of()));
        putAccessToken(present);
        assertThat(one.accessToken(Map.of())).isEqualTo(token);
    }

    @Test
    void aRefreshTokenOfAnotherTenantIsNeverSent() {
        TestingRenewal renewal = new TestingRenewal(one);
        renewal.passes(Duration.ofHours(8));
        Tampering.REFRESH_TOKENS.with(one, other);

        Incident.is(one.token(Map.of()));

        assertThat(renewal.refreshes()).isEmpty();
        one.view().body("state", equalTo("active")).body("last_error", equalTo("unreadable"));
        bystander.token(Map.of()).statusCode(200);
        Tampering.REFRESH_TOKENS.with(one, other);
        TestingCaller.operator().post(one.connection() + "/retry").then().statusCode(202);
        assertThat(one.accessToken(Map.of())).isNotEmpty();
        assertThat(renewal.refreshes()).hasSize(1);
    }

    /** Each opens with the same keyset: only what is sealed with them tells whose they are. */
    @Test
    void noneOfAnotherConnectionOfTheSameTenantOpens() {
        String second = "/v1/tenants/" + one.tenant() + "/connections/second";
        consentTo(second);
        TestingRenewal renewal = new TestingRenewal(one);

        TestingSql.run("""
                WITH rows AS (SELECT * FROM connection_token WHERE tenant = ?)
                UPDATE connection_token t
                SET (access_token, refresh_token, generation, account_id, base_uri, user_sub) =
                    ROW (r.access_token, r.refresh_token, r.generation, r.account_id, r.base_uri, r.user_sub)
                FROM rows r WHERE t.tenant = r.tenant AND t.connection <> r.connection
                """, one.tenant());

        Incident.is(one.token(Map.of()));
        Incident.is(tokenOf(second));
        renewal.passes(Duration.ofHours(8));
        Incident.is(one.token(Map.of()));
        Incident.is(tokenOf(second));
        assertThat(renewal.refreshes()).isEmpty();
    }

    private void consentTo(String connection) {
        String email = UUID.randomUUID() + "@example.com";
        TestDocuSign.person(email, "Only account");
        TestingCaller.operator()
                .body(Map.of("integration", one.integration(), "expected_email", email))
                .put(connection)
                .then()
                .statusCode(201);
        URI link = URI.create(TestingCaller.operator()
                .body("{}")
                .post(connection + "/consent-links")
                .then()
                .statusCode(201)
                .extract()
                .path("consent_url"));
        TestingBrowser browser = new TestingBrowser();
        assertThat(browser.get(TestingTenant.allowed(browser, link, email)).statusCode())
                .isEqualTo(200);
    }

    private static ValidatableResponse tokenOf(String connection) {
        return TestingCaller.operator().body("{}").post(connection + "/token").then();
    }

    /** What the row holds beside the damage is good: a caller that does not insist goes on until it runs out. */
    @Test
    void theOldTokenIsIssuedWhileTheRefreshTokenDoesNotOpen() {
        String token = one.accessToken(Map.of());
        new TestingRenewal(one).passesUntilLeft(Duration.ofSeconds(100));
        Tampering.REFRESH_TOKENS.with(one, other);

        assertThat(one.accessToken(Map.of())).isEqualTo(token);
        one.token(Map.of("min_ttl_seconds", 600)).statusCode(503);
    }

    private void putAccessToken(byte[] sealed) {
        TestingSql.run("UPDATE connection_token SET access_token = ? WHERE tenant = ?", sealed, one.tenant());
    }
}
