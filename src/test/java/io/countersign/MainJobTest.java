package io.countersign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.notNullValue;

import io.countersign.simulator.TokenCall;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The main job over HTTP alone: a tenant consents, a caller gets a token, and hours later a renewed one. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class MainJobTest {

    @Test
    void issuesATokenAfterAConsent() {
        // Given
        TestingTenant tenant = TestingTenant.connected();

        // When
        String token = tenant.token(Map.of())
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .body("token_type", equalTo("Bearer"))
                .body("expires_in", greaterThan(28_000))
                .body("environment", equalTo("demo"))
                .body("base_uri", equalTo("https://demo.docusign.net"))
                .body("account_id", notNullValue())
                .body("scope", equalTo("signature"))
                .extract()
                .path("access_token");

        // Then
        assertThat(token).startsWith("eyJ0eX");
        tenant.view().body("state", equalTo("active")).body("account.account_name", equalTo("Only account"));
    }

    @Test
    void issuesARenewedTokenEightHoursLater() {
        // Given
        TestingTenant tenant = TestingTenant.connected();
        TestingRenewal renewal = new TestingRenewal(tenant);
        String first = tenant.accessToken(Map.of());
        byte[] sealed = renewal.stored(byte[].class, "refresh_token");
        long generation = renewal.stored(Long.class, "generation");

        // When
        renewal.passes(Duration.ofHours(8));
        String second = tenant.token(Map.of())
                .statusCode(200)
                .body("expires_in", greaterThan(28_000))
                .body("scope", equalTo("signature"))
                .extract()
                .path("access_token");

        // Then
        assertThat(second).isNotEqualTo(first);
        assertThat(tenant.accessToken(Map.of())).isEqualTo(second);
        assertThat(renewal.refreshes())
                .singleElement()
                .returns(true, TokenCall::isIssued)
                .returns(renewal.consentedRefreshToken(), TokenCall::presentedRefreshToken);
        assertThat(renewal.stored(Long.class, "generation")).isEqualTo(generation + 1);
        assertThat(renewal.stored(byte[].class, "refresh_token")).isNotEqualTo(sealed);
        tenant.view().body("state", equalTo("active")).body("last_refreshed_at", notNullValue());
    }

    /**
     * DocuSign's simulator kills a used refresh token at once: presenting the old one again would end the connection.
     */
    @Test
    void spendsTheNewestRefreshTokenEachTime() {
        // Given
        TestingTenant tenant = TestingTenant.connected();
        TestingRenewal renewal = new TestingRenewal(tenant);

        // When
        renewal.passes(Duration.ofHours(8));
        String second = tenant.accessToken(Map.of());
        renewal.passes(Duration.ofHours(8));
        String third = tenant.accessToken(Map.of());

        // Then
        assertThat(third).isNotEqualTo(second);
        List<TokenCall> refreshes = renewal.refreshes();
        assertThat(refreshes).hasSize(2).allMatch(TokenCall::isIssued);
        assertThat(refreshes.getLast().presentedRefreshToken())
                .isEqualTo(refreshes.getFirst().issuedRefreshToken());
        assertThat(TestDocuSign.simulator().isRefreshTokenUsable(renewal.consentedRefreshToken()))
                .isFalse();
        assertThat(TestDocuSign.simulator()
                        .isRefreshTokenUsable(refreshes.getLast().issuedRefreshToken()))
                .isTrue();
    }
}
