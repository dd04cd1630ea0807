package io.countersign.notice;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDocuSign;
import io.countersign.TestingBrowser;
import io.countersign.TestingRenewal;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingWait;
import io.countersign.refresh.upkeep.BackgroundDatabase;
import io.countersign.simulator.Fault;
import io.countersign.simulator.FaultEffect;
import io.countersign.simulator.FaultTarget;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What happens to a connection or an integration, and what a receiver is told of it. */
@QuarkusIntegrationTest
@Order(Integer.MAX_VALUE - 1)
@WithTestResource(BackgroundDatabase.class)
class NoticeTypesIT {
    @AutoClose
    private final NoticeReceiver receiver = NoticeReceiver.start();

    private final String email = UUID.randomUUID() + "@example.com";
    private TestingTenant tenant;
    private TestingRenewal renewal;
    private ReceivingWebhook webhook;

    private void connect() {
        TestDocuSign.person(email, "Only account");
        tenant = TestingTenant.create(Map.of("expected_email", email));
        webhook = ReceivingWebhook.make(
                receiver.url().toString(), Map.of("tenants", List.of(tenant.tenant()), "consent_links", true));
        assertThat(tenant.consent(email).statusCode()).isEqualTo(200);
        renewal = new TestingRenewal(tenant);
    }

    /** Of all types, by those who tell receivers how. */
    @AfterEach
    void thePublicLibraryVerifiesAllOfThem() throws IOException, InterruptedException {
        assertThat(StandardWebhooks.assumeInstalled()
                        .verdicts(receiver.received().stream()
                                .map(notice -> StandardWebhooks.Shown.of(webhook.secret(), notice))
                                .toList()))
                .containsOnly(StandardWebhooks.OK);
    }

    @AfterEach
    void repairDocuSign() {
        TestDocuSign.simulator().faults().clear();
    }

    /** The data of the newest notice, which is the number-th and of that type. */
    private JsonObject told(int number, String type) {
        NoticeReceiver.Received notice = receiver.await(number).getLast();
        webhook.signed(notice);
        JsonObject body = new JsonObject(notice.text());
        assertThat(body.getString("type")).isEqualTo(type);
        return body.getJsonObject("data");
    }

    private void refuseNextRefresh() {
        String refusal = "{\"error\":\"invalid_grant\",\"error_description\":\"expired_refresh_token\"}";
        TestDocuSign.simulator()
                .faults()
                .once(Fault.of(FaultTarget.TOKEN_REFRESH, new FaultEffect.AnsweredInstead(400, refusal, Map.of())));
        renewal.passesUntilLeft(Duration.ofSeconds(100));
        tenant.token(Map.of("min_ttl_seconds", 27000)).statusCode(409);
    }

    private int generation() {
        return renewal.stored(Long.class, "generation").intValue();
    }

    @Test
    void aConnectionsLifeIsTold() {
        connect();
        JsonObject connected = told(1, "connection.connected");
        assertThat(connected.getString("tenant")).isEqualTo(tenant.tenant());
        assertThat(connected.getString("connection")).isEqualTo("default");
        assertThat(connected.getInteger("generation")).isEqualTo(generation());
        assertThat(connected.getString("account")).isNotBlank();
        assertThat(connected.containsKey("connection_uuid")).isFalse();

        TestingSql.run(
                "UPDATE connection_token SET refresh_expires_at = now() + interval '6 days' WHERE tenant = ?",
                tenant.tenant());
        assertThat(told(2, "connection.expiring").getString("days")).isEqualTo("7");

        refuseNextRefresh();
        JsonObject required = told(3, "connection.consent_required");
        assertThat(required.getString("reason")).isNotBlank();
        assertThat(required.getString("access_token_expires_at")).isNotBlank();

        operator().body("{}").post(tenant.connection() + "/retry").then().statusCode(202);
        JsonObject recovered = told(4, "connection.recovered");
        assertThat(recovered.getInteger("generation")).isEqualTo(generation());

        operator().delete(tenant.connection()).then().statusCode(200);
        assertThat(told(5, "connection.disconnected").getInteger("generation")).isEqualTo(generation());
    }

    @Test
    void aConsentLinkComesAlongTheSameAtEachAttempt() {
        // Given
        connect();
        receiver.await(1);
        receiver.answersNext(500);

        // When
        refuseNextRefresh();
        String first = told(2, "connection.consent_required").getString("consent_url");
        TestingWait.until(
                "it has failed",
                () -> Integer.valueOf(500)
                        .equals(webhook.deliveries().getFirst().get("last_status")));
        assertThat(TestingSql.number("SELECT count(*) FROM delivery WHERE strpos(consent_url::text, ?) > 0", first))
                .isZero();
        webhook.timePasses();

        // Then
        assertThat(told(3, "connection.consent_required").getString("consent_url"))
                .isEqualTo(first);
        TestingBrowser browser = new TestingBrowser();
        assertThat(browser.get(TestingTenant.allowed(browser, URI.create(first), email))
                        .statusCode())
                .isEqualTo(200);
        told(4, "connection.connected");
    }

    @Test
    void aLinkIsNotMadeForWhoHasTheNameByNow() {
        // Given
        connect();
        receiver.await(1);
        receiver.holds();
        webhook.put(Map.of("url", "https://10.0.0.1/", "tenants", List.of(tenant.tenant()), "consent_links", true));
        refuseNextRefresh();
        webhook.await(2, "last_error", "address_refused");
        TestingSql.run(
                "UPDATE delivery SET consent_url = NULL, consent_url_until = NULL,"
                        + " details = details || jsonb_build_object('connection_uuid', gen_random_uuid())"
                        + " WHERE tenant = ?",
                tenant.tenant());

        // When
        receiver.release();
        webhook.put(
                Map.of("url", receiver.url().toString(), "tenants", List.of(tenant.tenant()), "consent_links", true));
        webhook.timePasses();

        // Then
        assertThat(told(2, "connection.consent_required").containsKey("consent_url"))
                .isFalse();
    }

    @Test
    void whatWaitsForConfirmationIsTold() {
        // Given
        connect();
        receiver.await(1);
        String other = UUID.randomUUID() + "@example.com";
        TestDocuSign.person(other, "Other account");
        tenant.configure(Map.of()).statusCode(200);

        // When
        tenant.consent(other);

        // Then
        JsonObject pending = told(2, "connection.pending");
        assertThat(pending.getString("consent_id"))
                .isEqualTo(tenant.view().extract().path("pending.consent_id"));
    }

    @Test
    void anOperatorsIntegrationIsTold() {
        // Given
        connect();
        receiver.await(1);
        TestingSql.run("UPDATE integration SET tenant = ? WHERE name = ?", tenant.tenant(), tenant.integration());
        String refusal = "{\"error\":\"invalid_client\"}";
        TestDocuSign.simulator()
                .faults()
                .once(Fault.of(FaultTarget.TOKEN_REFRESH, new FaultEffect.AnsweredInstead(401, refusal, Map.of())));

        // When
        renewal.passesUntilLeft(Duration.ofSeconds(100));
        tenant.token(Map.of("min_ttl_seconds", 27000));

        // Then
        JsonObject flagged = told(2, "integration.flagged");
        assertThat(flagged)
                .isEqualTo(new JsonObject()
                        .put("tenant", tenant.tenant())
                        .put("integration", tenant.integration())
                        .put("reason", "client_refused"));
        operator()
                .body(Map.of("client_secret", "another-" + UUID.randomUUID()))
                .post("/v1/integrations/" + tenant.integration() + "/client-secrets")
                .then()
                .statusCode(201);
        told(3, "integration.unflagged");
    }
}
