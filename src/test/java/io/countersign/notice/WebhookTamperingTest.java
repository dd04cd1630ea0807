package io.countersign.notice;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.countersign.TestDatabase;
import io.countersign.TestingMetrics;
import io.countersign.TestingSql;
import io.countersign.TestingWait;
import io.countersign.vault.VaultKey;
import io.countersign.vault.VaultKeys;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A row that somebody writes past the vault is sent nothing, and is vouched for by nobody. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class WebhookTamperingTest {
    private static final String FIGURE = "countersign_webhooks_unverified_total";

    @Inject
    Pool pool;

    @Inject
    VaultKeys vaultKeys;

    @Inject
    WebhookRepository rows;

    @Inject
    Receivers receivers;

    @Inject
    Webhooks webhooks;

    /** There may be a hundred of them, for all tests together. */
    @AfterEach
    void forget() {
        TestingWebhook.forgetAll();
    }

    private Optional<Receiver> receiver(TestingWebhook webhook) {
        VaultKey key = TestingWait.answer(vaultKeys.vaultKey());
        List<WebhookRow> found = TestingWait.answer(rows.byUuid(pool, List.of(webhook.uuid())));
        return receivers.receiver(key, found.getFirst());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name = name",
                "description = 'by somebody else'",
                "failing_since = clock_timestamp()",
                "paused_until = clock_timestamp()",
                "updated_at = clock_timestamp()",
                "created_at = clock_timestamp()",
            })
    void whatDecidesNothingIsNotCovered(String assignment) {
        TestingWebhook webhook = TestingWebhook.put(Map.of());

        webhook.tamper(assignment);

        assertThat(receiver(webhook)).isPresent();
        webhook.view().body("disabled", nullValue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "url = 'https://elsewhere.example.com/'",
                "url = 'no address'",
                "events = '{*}'",
                "events = '{}'",
                "events = '{NULL}'",
                "tenants = '{*}'",
                "tenants = '{acme,globex,initech}'",
                "tenants = '{acme globex}'",
                "tenants = '{NULL,acme,globex}'",
                "tenants = '{globex,acme}'",
                "consent_links = false",
                "uuid = gen_random_uuid()",
                "secret = former_secret",
                "former_secret = secret",
                "former_secret = NULL, former_until = NULL",
                "former_until = former_until + interval '1 year'",
                "disabled = NULL, disabled_at = NULL",
                "disabled = 'failing'",
                "mac = set_byte(mac, 0, 2)",
                "mac = set_byte(mac, 32, get_byte(mac, 32) # 1)",
            })
    void eachColumnThatSomebodyChangesIsNoticed(String assignment) {
        // Given
        TestingWebhook webhook = TestingWebhook.put(Map.of(
                "events", List.of("connection.connected"),
                "tenants", List.of("acme", "globex"),
                "consent_links", true));
        operator().post(webhook.path() + "/secret").then().statusCode(201);
        TestingWait.answer(webhooks.disable(TestingWebhook.met(webhook.uuid()), DisabledReason.GONE));
        assertThat(receiver(webhook)).isPresent();

        // When
        webhook.tamper(assignment);

        // Then
        assertThat(receiver(webhook)).isEmpty();
        webhook.view().body("disabled.reason", equalTo("unverified")).body("disabled.since", nullValue());
    }

    @Test
    void aRowUnderAnotherNameIsNoticed() {
        TestingWebhook webhook = TestingWebhook.put(Map.of());
        TestingWebhook other = new TestingWebhook();
        TestingSql.run("UPDATE webhook SET name = ? WHERE name = ?", other.name(), webhook.name());

        assertThat(receiver(other)).isEmpty();
    }

    @Test
    void aPutMakesItAnewAndTheRestRefuses() {
        // Given
        double before = TestingMetrics.value(FIGURE);
        TestingWebhook webhook = TestingWebhook.put(Map.of());
        UUID uuid = webhook.uuid();
        webhook.tamper("url = 'https://elsewhere.example.com/'");

        // When
        operator().post(webhook.path() + "/secret").then().statusCode(409);
        TestingWait.answer(webhooks.disable(TestingWebhook.met(uuid), DisabledReason.GONE));

        // Then
        assertThat(TestingSql.text("SELECT disabled FROM webhook WHERE name = ?", webhook.name()))
                .isNull();
        TestingWait.until("the trail tells of it", () -> webhook.events().contains("webhook.unverified"));

        // When
        webhook.change(Map.of()).statusCode(201).body("secret", notNullValue()).body("disabled", nullValue());

        // Then
        assertThat(webhook.uuid()).isNotEqualTo(uuid);
        assertThat(receiver(webhook)).isPresent();
        assertThat(webhook.events()).containsExactly("webhook.created", "webhook.unverified", "webhook.created");
        assertThat(TestingMetrics.value(FIGURE)).isGreaterThanOrEqualTo(before + 3);
    }

    @Test
    void itCanBeDeleted() {
        TestingWebhook webhook = TestingWebhook.put(Map.of());
        webhook.tamper("tenants = '{}'");

        operator().delete(webhook.path()).then().statusCode(204);

        assertThat(webhook.events()).endsWith("webhook.deleted");
    }
}
