package io.countersign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The main job over HTTP alone: a tenant consents, a caller gets a token. */
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
}
