package io.countersign.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class NoticeSignatureTest {
    private static final UUID ID = UUID.fromString("0b7c1f6e-4a52-4d8e-9a0e-6a1d5a1a2b3c");
    private static final Instant AT = Instant.parse("2026-11-30T20:00:01.999Z");
    private static final byte[] BODY =
            "{\"type\":\"webhook.test\",\"data\":{\"name\":\"Zoë\"}}".getBytes(StandardCharsets.UTF_8);

    private final SecureRandom random = new SecureRandom();

    /** The vector that the libraries of Standard Webhooks are tested with. */
    @Test
    void signsAsEverybodyElseDoes() {
        byte[] key = Base64.getDecoder().decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        byte[] body = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);

        assertThat(NoticeSignature.signature(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", body))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void namesDeliveryAndSecond() {
        Map<String, String> headers = NoticeSignature.headers(ID, AT, BODY, List.of(WebhookSecret.generate(random)));

        assertThat(headers).containsOnlyKeys("webhook-id", "webhook-timestamp", "webhook-signature");
        assertThat(headers)
                .containsEntry("webhook-id", "msg_0b7c1f6e-4a52-4d8e-9a0e-6a1d5a1a2b3c")
                .containsEntry("webhook-timestamp", "1796068801");
    }

    @Test
    void eachSecretSigns() throws GeneralSecurityException {
        // Given
        WebhookSecret present = WebhookSecret.generate(random);
        WebhookSecret former = WebhookSecret.generate(random);

        // When
        String both =
                NoticeSignature.headers(ID, AT, BODY, List.of(present, former)).get("webhook-signature");

        // Then
        assertThat(both).isEqualTo("v1," + byHand(present) + " v1," + byHand(former));
    }

    @Test
    void signsEachByteOfTheBody() {
        WebhookSecret secret = WebhookSecret.generate(random);
        byte[] other = BODY.clone();
        other[other.length - 1]++;

        assertThat(NoticeSignature.headers(ID, AT, other, List.of(secret)).get("webhook-signature"))
                .isNotEqualTo(
                        NoticeSignature.headers(ID, AT, BODY, List.of(secret)).get("webhook-signature"));
    }

    @Test
    void nothingGoesOutUnsigned() {
        assertThatThrownBy(() -> NoticeSignature.headers(ID, AT, BODY, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** From the text that the receiver has. */
    private static String byHand(WebhookSecret secret) throws GeneralSecurityException {
        String text = secret.revealText();
        assertThat(text).startsWith("whsec_").hasSize(6 + 44);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(text.substring(6)), "HmacSHA256"));
        mac.update("msg_0b7c1f6e-4a52-4d8e-9a0e-6a1d5a1a2b3c.1796068801.".getBytes(StandardCharsets.US_ASCII));
        return Base64.getEncoder().encodeToString(mac.doFinal(BODY));
    }
}
