package io.countersign.notice;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestingSql;
import io.countersign.TestingWait;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A webhook of the application under test.
 *
 * @param name its own
 * @param secret as it was shown
 */
record ReceivingWebhook(String name, String secret) {

    /** Makes one; {@code tenants} and the rest as in the body. */
    static ReceivingWebhook make(String url, Map<String, Object> settings) {
        String name = "hook-" + UUID.randomUUID();
        Map<String, Object> body = new HashMap<>(settings);
        body.put("url", url);
        String secret = operator()
                .body(body)
                .put("/v1/webhooks/" + name)
                .then()
                .statusCode(201)
                .extract()
                .path("secret");
        return new ReceivingWebhook(name, secret);
    }

    /** One for the events of that tenant. */
    static ReceivingWebhook of(String url, String tenant) {
        return make(url, Map.of("tenants", List.of(tenant)));
    }

    String path() {
        return "/v1/webhooks/" + name;
    }

    /** Puts it anew. */
    ValidatableResponse put(Map<String, Object> body) {
        return operator().body(body).put(path()).then().statusCode(200);
    }

    ValidatableResponse view() {
        return operator().get(path()).then().statusCode(200);
    }

    /** What was sent to it, newest first. */
    List<Map<String, Object>> deliveries() {
        return operator()
                .get(path() + "/deliveries")
                .then()
                .statusCode(200)
                .extract()
                .path("items");
    }

    /** The only delivery, when it has come that far. */
    Map<String, Object> awaitOnly(String field, Object value) {
        return await(1, field, value).getFirst();
    }

    /** Its deliveries, when there are so many, and the newest has come that far. */
    List<Map<String, Object>> await(int number, String field, Object value) {
        TestingWait.until(number + " deliveries, " + field + " " + value, () -> {
            List<Map<String, Object>> deliveries = deliveries();
            return deliveries.size() == number
                    && value.equals(deliveries.getFirst().get(field));
        });
        return deliveries();
    }

    /** Lets the time pass until whatever waits is due. */
    void timePasses() {
        TestingSql.run(
                "UPDATE delivery SET due_at = now() WHERE status = 'pending' AND attempt IS NULL"
                        + " AND due_at <> 'infinity' AND webhook = (SELECT uuid FROM webhook WHERE name = ?)",
                name);
        TestingSql.run("UPDATE webhook SET paused_until = NULL WHERE name = ?", name);
    }

    /** As Standard Webhooks has it, by an HMAC of its own. */
    void signed(NoticeReceiver.Received notice) {
        String content = notice.header("webhook-id") + "." + notice.header("webhook-timestamp") + ".";
        String signature = Objects.requireNonNull(notice.header("webhook-signature"));
        assertThat(Stream.of(signature.split(" "))).contains("v1," + hmac(content, notice.body()));
    }

    private String hmac(String content, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
            mac.update(content.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
