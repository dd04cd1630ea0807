package io.countersign.notice;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs a notice by Standard Webhooks, with symmetric signatures: {@code https://www.standardwebhooks.com}. */
final class NoticeSignature {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String VERSION = "v1,";
    private static final String ID_PREFIX = "msg_";

    private NoticeSignature() {}

    /**
     * The headers by which a receiver knows a notice as ours, and as one that it had already.
     *
     * @param id the delivery's: the same at each attempt, so that the receiver can tell
     * @param at when it is sent; receivers refuse what was sent minutes ago
     * @param body to the byte as it is sent
     * @param secrets each signs: one that is replaced stays good for a while. At least one
     */
    static Map<String, String> headers(UUID id, Instant at, byte[] body, List<WebhookSecret> secrets) {
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("A notice needs a secret that signs it");
        }
        String name = ID_PREFIX + id;
        String timestamp = Long.toString(at.getEpochSecond());
        String signatures = secrets.stream()
                .map(secret -> signature(secret.revealKey(), name, timestamp, body))
                .collect(Collectors.joining(" "));
        return Map.of("webhook-id", name, "webhook-timestamp", timestamp, "webhook-signature", signatures);
    }

    /** One signature, over {@code id.timestamp.body}. */
    static String signature(byte[] key, String id, String timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
            return VERSION + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has " + ALGORITHM, e);
        }
    }
}
