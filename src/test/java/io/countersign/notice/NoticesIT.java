package io.countersign.notice;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.countersign.FreePort;
import io.countersign.TestingSql;
import io.countersign.TestingTrail;
import io.countersign.TestingWait;
import io.countersign.refresh.upkeep.BackgroundDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What receivers get, whatever they answer. The schedule is at work; time passes in the rows. */
@QuarkusIntegrationTest
@Order(Integer.MAX_VALUE - 1)
@WithTestResource(BackgroundDatabase.class)
class NoticesIT {
    private final String tenant = "t" + UUID.randomUUID();

    @AutoClose
    private final NoticeReceiver receiver = NoticeReceiver.start();

    private ReceivingWebhook webhook() {
        return ReceivingWebhook.of(receiver.url().toString(), tenant);
    }

    private void happens(String type, String connection) {
        happens(type, connection, 0);
    }

    private void happens(String type, String connection, int number) {
        TestingSql.number(
                "SELECT count(record_event(?, 'countersign', ?, ?, jsonb_build_object('n', ?::integer)))",
                type,
                tenant,
                connection,
                number);
    }

    private void somethingHappens() {
        happens("connection.recovered", "default");
    }

    private static JsonObject data(NoticeReceiver.Received notice) {
        return new JsonObject(notice.text()).getJsonObject("data");
    }

    @Test
    void aNoticeArrivesSigned() {
        // Given
        ReceivingWebhook webhook = webhook();

        // When
        somethingHappens();

        // Then
        NoticeReceiver.Received notice = receiver.await(1).getFirst();
        webhook.signed(notice);
        JsonObject body = new JsonObject(notice.text());
        assertThat(body.getString("type")).isEqualTo("connection.recovered");
        assertThat(body.getString("timestamp")).isNotNull();
        assertThat(data(notice).getString("tenant")).isEqualTo(tenant);
        assertThat(data(notice).getString("connection")).isEqualTo("default");
        Map<String, Object> delivery = webhook.awaitOnly("status", "delivered");
        assertThat(delivery)
                .containsEntry("id", notice.header("webhook-id"))
                .containsEntry("attempts", 1)
                .containsEntry("last_status", 204)
                .containsEntry("last_error", null)
                .containsEntry("next_attempt_at", null);
    }

    @ParameterizedTest
    @CsvSource({"302", "401", "500"})
    void whateverIsNoSuccessIsTriedAgainWithTheSameIdAndBody(int status) {
        // Given
        ReceivingWebhook webhook = webhook();
        receiver.answersNext(status);

        // When
        somethingHappens();
        assertThat(webhook.awaitOnly("last_status", status)).containsEntry("status", "pending");
        webhook.view().body("failing_since", notNullValue());
        webhook.timePasses();

        // Then
        webhook.awaitOnly("status", "delivered");
        List<NoticeReceiver.Received> notices = receiver.received();
        assertThat(notices).hasSize(2);
        assertThat(notices.get(1).header("webhook-id")).isEqualTo(notices.get(0).header("webhook-id"));
        assertThat(notices.get(1).text()).isEqualTo(notices.get(0).text());
        notices.forEach(webhook::signed);
        webhook.view().body("failing_since", nullValue());
    }

    @Test
    void theFirstPauseIsFiveSeconds() {
        // Given
        webhook();
        receiver.hangsUpNext();

        // When
        somethingHappens();

        // Then
        List<NoticeReceiver.Received> notices = receiver.await(2);
        long seconds = Long.parseLong(notices.get(1).header("webhook-timestamp"))
                - Long.parseLong(notices.get(0).header("webhook-timestamp"));
        assertThat(seconds).isGreaterThanOrEqualTo(4);
    }

    @Test
    void aSlowReceiverHoldsBackNobodyElses() {
        // Given
        try (NoticeReceiver slow = NoticeReceiver.start()) {
            slow.holds();
            ReceivingWebhook waiting = ReceivingWebhook.of(slow.url().toString(), tenant);
            ReceivingWebhook webhook = webhook();
            IntStream.range(0, 40).forEach(each -> happens("connection.recovered", "c" + each));

            // Then
            receiver.await(40);
            webhook.await(40, "status", "delivered");
            assertThat(waiting.deliveries()).noneMatch(delivery -> "delivered".equals(delivery.get("status")));
            slow.release();
        }
    }

    @Test
    void aDeadOneIsMendedAndAskedForAgain() {
        // Given
        ReceivingWebhook webhook = ReceivingWebhook.of("http://localhost:" + FreePort.any() + "/", tenant);
        somethingHappens();
        Map<String, Object> dead = webhook.awaitOnly("last_error", "unconnected");

        // When
        webhook.put(Map.of("url", receiver.url().toString(), "tenants", List.of(tenant)));
        operator()
                .body("{}")
                .post(webhook.path() + "/deliveries/" + dead.get("id") + "/redelivery")
                .then()
                .statusCode(202)
                .body("status", equalTo("pending"));

        // Then
        assertThat(receiver.await(1).getFirst().header("webhook-id")).isEqualTo(dead.get("id"));
        webhook.awaitOnly("status", "delivered");
    }

    @Test
    void whoIsGoneIsDisabledAndGetsWhatWaitsWhenItIsPutAgain() {
        // Given
        ReceivingWebhook webhook = webhook();
        receiver.answersNext(410);

        // When
        somethingHappens();
        webhook.awaitOnly("last_status", 410);
        TestingWait.until(
                "it is disabled", () -> "gone".equals(webhook.view().extract().path("disabled.reason")));
        happens("connection.disconnected", "default");
        webhook.await(2, "attempts", 0);
        webhook.put(Map.of("url", receiver.url().toString(), "tenants", List.of(tenant)))
                .body("disabled", nullValue());

        // Then
        receiver.await(3);
        webhook.await(2, "status", "delivered");
    }

    @Test
    void whoOnlyFailsForFiveDaysIsDisabled() {
        // Given
        ReceivingWebhook webhook = webhook();
        receiver.answers(500);
        somethingHappens();
        webhook.awaitOnly("last_status", 500);

        // When
        TestingSql.run("UPDATE webhook SET failing_since = now() - interval '5 days' WHERE name = ?", webhook.name());
        webhook.timePasses();

        // Then
        TestingWait.until(
                "it is disabled",
                () -> "failing".equals(webhook.view().extract().path("disabled.reason")));
        TestingTrail.settle();
        operator()
                .get("/v1/audit-events?limit=1000&type=webhook.disabled")
                .then()
                .statusCode(200)
                .body(
                        "items.details.findAll { it.webhook == '" + webhook.name() + "' }.reason",
                        equalTo(List.of("failing")));
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void whoAsksForItIsLeftAlone(int status) {
        // Given
        ReceivingWebhook webhook = webhook();
        receiver.answersNext(status, "3600");

        // When
        happens("connection.recovered", "one");
        webhook.awaitOnly("last_status", status);
        happens("connection.recovered", "two");
        webhook.await(2, "attempts", 0);

        // Then
        assertThat(TestingSql.text(
                        "SELECT paused_until > clock_timestamp() + interval '50 minutes' FROM webhook WHERE name = ?",
                        webhook.name()))
                .isEqualTo("t");
        assertThat(receiver.received()).hasSize(1);
        webhook.timePasses();
        webhook.await(2, "status", "delivered");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://10.0.0.1/", "https://169.254.169.254/latest", "https://[fd00::1]:8443/"})
    void privateAddressesAreRefused(String url) {
        ReceivingWebhook webhook = ReceivingWebhook.of(url, tenant);
        somethingHappens();
        webhook.awaitOnly("last_error", "address_refused");
    }

    @Test
    void noticesOfAConnectionComeInOrder() {
        // Given
        ReceivingWebhook webhook = webhook();
        receiver.answersNext(500);

        // When
        IntStream.rangeClosed(1, 5).forEach(n -> happens("connection.recovered", "default", n));
        webhook.await(5, "attempts", 0);
        receiver.await(1);
        TestingWait.until(
                "it has failed",
                () -> webhook.deliveries().getLast().get("last_status").equals(500));
        webhook.timePasses();

        // Then
        webhook.await(5, "status", "delivered");
        assertThat(receiver.received().stream().map(notice -> data(notice).getInteger("n")))
                .containsExactly(1, 1, 2, 3, 4, 5);
    }

    @Test
    void whatIsNotCoveredAnyMoreIsNotSent() {
        // Given
        ReceivingWebhook webhook = ReceivingWebhook.of("http://localhost:" + FreePort.any() + "/", tenant);
        somethingHappens();
        webhook.awaitOnly("last_error", "unconnected");

        // When
        webhook.put(Map.of("url", receiver.url().toString(), "tenants", List.of("another")));
        webhook.timePasses();

        // Then
        assertThat(webhook.awaitOnly("last_error", "not_covered")).containsEntry("status", "failed");
        assertThat(receiver.received()).isEmpty();
    }

    @Test
    void aTestTellsWhatCameBack() {
        // Given
        ReceivingWebhook webhook = webhook();
        receiver.answersNext(418);

        // Then
        operator()
                .body("{}")
                .post(webhook.path() + "/test")
                .then()
                .statusCode(200)
                .body("type", equalTo("webhook.test"))
                .body("status", equalTo("failed"))
                .body("last_status", equalTo(418));
        operator()
                .body("{}")
                .post(webhook.path() + "/test")
                .then()
                .statusCode(200)
                .body("status", equalTo("delivered"));
        NoticeReceiver.Received notice = receiver.received().getLast();
        webhook.signed(notice);
        assertThat(data(notice)).isEqualTo(new JsonObject().put("webhook", webhook.name()));
    }

    @Test
    void theFormerSecretSignsBesideTheNewOne() {
        // Given
        ReceivingWebhook webhook = webhook();
        String secret = operator()
                .body("{}")
                .post(webhook.path() + "/secret")
                .then()
                .statusCode(201)
                .extract()
                .path("secret");

        // When
        somethingHappens();

        // Then
        NoticeReceiver.Received notice = receiver.await(1).getFirst();
        webhook.signed(notice);
        new ReceivingWebhook(webhook.name(), secret).signed(notice);
    }

    @Test
    void deliveriesAreListedByStatusAndPage() {
        // Given
        ReceivingWebhook webhook = webhook();
        receiver.answers(500);
        IntStream.range(0, 3).forEach(each -> happens("connection.recovered", "c" + each));
        TestingWait.until(
                "all have failed",
                () -> webhook.deliveries().stream()
                                .filter(delivery -> delivery.get("last_status") != null)
                                .count()
                        == 3);

        // Then
        String next = operator()
                .get(webhook.path() + "/deliveries?limit=2&status=pending")
                .then()
                .statusCode(200)
                .body("items.connection", equalTo(List.of("c2", "c1")))
                .extract()
                .path("next");
        operator()
                .get(webhook.path() + "/deliveries?limit=2&after=" + next)
                .then()
                .statusCode(200)
                .body("items.connection", equalTo(List.of("c0")))
                .body("next", nullValue());
        operator()
                .get(webhook.path() + "/deliveries?status=delivered")
                .then()
                .statusCode(200)
                .body("items", equalTo(List.of()));
        operator().get(webhook.path() + "/deliveries?status=lost").then().statusCode(422);
        operator()
                .body("{}")
                .post(webhook.path() + "/deliveries/msg_unknown/redelivery")
                .then()
                .statusCode(404);
    }

    @Test
    void aWebhookThatSomebodyElseWroteGetsNothing() {
        // Given
        ReceivingWebhook webhook = webhook();
        TestingSql.run("UPDATE webhook SET consent_links = true WHERE name = ?", webhook.name());

        // When
        somethingHappens();

        // Then
        assertThat(webhook.awaitOnly("last_error", "webhook_unverified"))
                .containsEntry("status", "pending")
                .containsEntry("attempts", 0);
        assertThat(receiver.received()).isEmpty();
        operator().body("{}").post(webhook.path() + "/test").then().statusCode(409);
    }

    @Test
    void deletedOnesLeaveNothingBehind() {
        ReceivingWebhook webhook = ReceivingWebhook.of("http://localhost:" + FreePort.any() + "/", tenant);
        somethingHappens();
        webhook.awaitOnly("last_error", "unconnected");
        operator().delete(webhook.path()).then().statusCode(204);
        assertThat(TestingSql.number("SELECT count(*) FROM delivery WHERE tenant = ?", tenant))
                .isZero();
        operator().get(webhook.path() + "/deliveries").then().statusCode(404);
    }
}
