package io.countersign.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.notice.StandardWebhooks.Shown;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StandardWebhooksTest {

    @Test
    void takesWhatWeSign() throws IOException, InterruptedException {
        // Given
        StandardWebhooks library = StandardWebhooks.assumeInstalled();
        WebhookSecret present = WebhookSecret.generate(new SecureRandom());
        WebhookSecret former = WebhookSecret.generate(new SecureRandom());
        String other = WebhookSecret.generate(new SecureRandom()).revealText();
        String body = "{\"type\":\"webhook.test\",\"name\":\"Zoë\"}";
        Instant now = Instant.now();
        Map<String, String> headers = headers(now, body, present, former);
        Map<String, String> late = headers(now.minusSeconds(600), body, present, former);

        // When
        List<String> verdicts = library.verdicts(List.of(
                new Shown(present.revealText(), headers, body),
                new Shown(former.revealText(), headers, body),
                new Shown(other, headers, body),
                new Shown(present.revealText(), headers, body + " "),
                new Shown(present.revealText(), late, body)));

        // Then
        assertThat(verdicts)
                .containsExactly(
                        StandardWebhooks.OK,
                        StandardWebhooks.OK,
                        "No matching signature found",
                        "No matching signature found",
                        "Message timestamp too old");
    }

    private static Map<String, String> headers(Instant at, String body, WebhookSecret present, WebhookSecret former) {
        return NoticeSignature.headers(
                UUID.randomUUID(), at, body.getBytes(StandardCharsets.UTF_8), List.of(present, former));
    }
}
