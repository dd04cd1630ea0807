package io.countersign.notice;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.countersign.TestDatabase;
import io.countersign.TestingSql;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A tenant's name goes out of all webhooks with the tenant. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class TenantWebhooksTest {
    private final String tenant = "gone-" + UUID.randomUUID().toString().substring(0, 8);

    /** There may be a hundred of them, for all tests together. */
    @AfterEach
    void forget() {
        TestingWebhook.forgetAll();
    }

    @BeforeEach
    void create() {
        operator()
                .body(Map.of("display_name", "Gone"))
                .put("/v1/tenants/" + tenant)
                .then()
                .statusCode(201);
    }

    private void delete() {
        operator().delete("/v1/tenants/" + tenant).then().statusCode(204);
    }

    @Test
    void goesOutOfThoseThatNameIt() {
        // Given
        TestingWebhook both = TestingWebhook.put(Map.of("tenants", List.of(tenant, "initech")));
        TestingWebhook alone = TestingWebhook.put(Map.of("tenants", List.of(tenant)));
        TestingWebhook other = TestingWebhook.put(Map.of("tenants", List.of("initech")));
        TestingWebhook all = TestingWebhook.put(Map.of());

        // When
        delete();

        // Then
        both.view().body("tenants", contains("initech")).body("disabled", nullValue());
        alone.view().body("tenants", hasSize(0)).body("disabled", nullValue());
        all.view().body("tenants", contains("*")).body("disabled", nullValue());
        assertThat(both.events()).containsExactly("webhook.created", "webhook.updated");
        assertThat(alone.detail("webhook.updated", "tenants")).isEmpty();
        assertThat(other.events()).containsExactly("webhook.created");
        assertThat(all.events()).containsExactly("webhook.created");
    }

    /** Made again under its name it is another one, until somebody names it again. */
    @Test
    void comesBackByAPutAlone() {
        TestingWebhook webhook = TestingWebhook.put(Map.of("tenants", List.of(tenant)));
        delete();
        create();
        webhook.view().body("tenants", hasSize(0));

        webhook.change(Map.of("tenants", List.of(tenant))).statusCode(200).body("tenants", contains(tenant));
    }

    @Test
    void goesOutOfARowThatTheVaultDidNotWriteWithoutVouchingForIt() {
        TestingWebhook webhook = TestingWebhook.put(Map.of("tenants", List.of("initech")));
        webhook.tamper("tenants = ARRAY['initech', '" + tenant + "']");

        delete();

        assertThat(TestingSql.text("SELECT tenants::text FROM webhook WHERE name = ?", webhook.name()))
                .isEqualTo("{initech}");
        assertThat(webhook.events()).doesNotContain("webhook.updated");
    }

    @Test
    void staysWhereTheDeletionFails() {
        TestingWebhook webhook = TestingWebhook.put(Map.of("tenants", List.of("never-made")));

        operator().delete("/v1/tenants/never-made").then().statusCode(404);

        webhook.view().body("tenants", contains("never-made"));
        webhook.view().body("disabled", equalTo(null));
    }
}
