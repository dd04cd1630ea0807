package io.countersign.notice;

import io.countersign.consent.Invitation;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;

/**
 * The body of a notice: {@code type}, {@code timestamp} and {@code data}, which holds what the event says and never a
 * token. The same at each attempt, but where a link has ended and another stands in its place.
 */
final class NoticeBody {
    /** Whoever can write events must not have the vault sign a link of his own. */
    private static final Set<String> NOT_FROM_THE_EVENT =
            Set.of("connection_uuid", "consent_url", "consent_url_expires_at");

    private NoticeBody() {}

    /** UTF-8 JSON, a few hundred bytes. */
    static byte[] of(DueDelivery delivery, Optional<Invitation> invitation) {
        JsonObject data = new JsonObject();
        delivery.details().forEach(detail -> {
            if (!NOT_FROM_THE_EVENT.contains(detail.getKey())) {
                data.put(detail.getKey(), detail.getValue());
            }
        });
        if (delivery.tenant() != null) {
            data.put("tenant", delivery.tenant());
        }
        if (delivery.connection() != null) {
            data.put("connection", delivery.connection());
        }
        invitation.ifPresent(link -> data.put("consent_url", link.url().revealText())
                .put(
                        "consent_url_expires_at",
                        link.expiresAt().truncatedTo(ChronoUnit.SECONDS).toString()));
        return new JsonObject()
                .put("type", delivery.type())
                .put("timestamp", delivery.occurredAt().toString())
                .put("data", data)
                .encode()
                .getBytes(StandardCharsets.UTF_8);
    }
}
