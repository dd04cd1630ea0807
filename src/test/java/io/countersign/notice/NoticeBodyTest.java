package io.countersign.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.consent.Invitation;
import io.countersign.crypto.Secret;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a receiver reads. */
class NoticeBodyTest {
    private static final Instant WHEN = Instant.parse("2026-11-30T12:00:00.123456Z");
    private static final UUID CONNECTION = UUID.fromString("0b0b0b0b-0000-4000-8000-000000000000");

    private static DueDelivery delivery(
            String type, @Nullable String tenant, @Nullable String connection, JsonObject details) {
        return new DueDelivery(
                UUID.randomUUID(),
                UUID.randomUUID(),
                UUID.randomUUID(),
                0,
                type,
                WHEN,
                tenant,
                connection,
                details,
                null,
                null);
    }

    private static JsonObject read(DueDelivery delivery, Optional<Invitation> invitation) {
        return new JsonObject(new String(NoticeBody.of(delivery, invitation), StandardCharsets.UTF_8));
    }

    @Test
    void saysWhatTheEventSays() {
        // Given
        DueDelivery delivery = delivery(
                DueDelivery.CONSENT_REQUIRED,
                "acme",
                "default",
                new JsonObject()
                        .put("reason", "consent_revoked")
                        .put("generation", 7)
                        .put("connection_uuid", CONNECTION.toString()));

        // Then
        assertThat(read(delivery, Optional.empty()))
                .isEqualTo(new JsonObject()
                        .put("type", "connection.consent_required")
                        .put("timestamp", "2026-11-30T12:00:00.123456Z")
                        .put(
                                "data",
                                new JsonObject()
                                        .put("tenant", "acme")
                                        .put("connection", "default")
                                        .put("reason", "consent_revoked")
                                        .put("generation", 7)));
    }

    @Test
    void bringsALinkAlong() {
        // Given
        Invitation link = new Invitation(Secret.ofText("https://vault.example/consent/x"), WHEN);

        // Then
        assertThat(read(delivery(DueDelivery.CONSENT_REQUIRED, "acme", "default", new JsonObject()), Optional.of(link))
                        .getJsonObject("data"))
                .isEqualTo(new JsonObject()
                        .put("tenant", "acme")
                        .put("connection", "default")
                        .put("consent_url", "https://vault.example/consent/x")
                        .put("consent_url_expires_at", "2026-11-30T12:00:00Z"));
    }

    @Test
    void whatBelongsToNobodyNamesNobody() {
        assertThat(read(
                                delivery("integration.flagged", null, null, new JsonObject().put("integration", "app")),
                                Optional.empty())
                        .getJsonObject("data"))
                .isEqualTo(new JsonObject().put("integration", "app"));
    }

    @Test
    void aConnectionIsKnownByItsUuidAlone() {
        JsonObject details = new JsonObject().put("connection_uuid", CONNECTION.toString());
        assertThat(delivery("x", "acme", "default", details)
                        .connectionId()
                        .orElseThrow()
                        .uuid())
                .isEqualTo(CONNECTION);
        assertThat(delivery("x", "acme", "default", new JsonObject()).connectionId())
                .isEmpty();
        assertThat(delivery("x", "acme", "default", new JsonObject().put("connection_uuid", 7))
                        .connectionId())
                .isEmpty();
        assertThat(delivery("x", "acme", "default", new JsonObject().put("connection_uuid", "no uuid"))
                        .connectionId())
                .isEmpty();
    }
}
