package io.countersign.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.vault.TestingVaultKey;
import io.countersign.vault.VaultKey;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is sent to, and what is not. */
class ReceiversTest {
    private static final Instant NOW = Instant.parse("2026-11-30T09:00:00Z");
    private static final UUID WEBHOOK = UUID.fromString("8f0e5a3c-1d2b-4c6d-9e7f-0123456789ab");

    private final VaultKey key = TestingVaultKey.generate();
    private final WebhookSecret present = WebhookSecret.generate(new SecureRandom());
    private final WebhookSecret former = WebhookSecret.generate(new SecureRandom());
    private final Trail trail = new Trail();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final Receivers receivers =
            new Receivers(new UnverifiedWebhooks(trail, metrics, () -> 0), InstantSource.fixed(NOW));

    @Test
    void haveTheFormerSecretWhileItLasts() {
        assertThat(receivers.receiver(key, row(NOW.plusMillis(1), null))).hasValueSatisfying(receiver -> {
            assertThat(receiver.secrets()).containsExactly(present, former);
            assertThat(receiver.uuid()).isEqualTo(WEBHOOK);
            assertThat(receiver.url()).hasToString("https://hooks.example.com/a?key=b");
            assertThat(receiver.coverage().covers("connection.connected", "acme"))
                    .isTrue();
            assertThat(receiver.consentLinks()).isTrue();
            assertThat(receiver).hasToString("Receiver[crm]");
        });
        assertThat(receivers.receiver(key, row(NOW, null)))
                .hasValueSatisfying(receiver -> assertThat(receiver.secrets()).containsExactly(present));
        assertThat(trail.soon).isEmpty();
    }

    @Test
    void areNoneOfAnotherKeyWhichIsToldSeldom() {
        for (int times = 0; times < 3; times++) {
            assertThat(receivers.receiver(TestingVaultKey.generate(), row(NOW, null)))
                    .isEmpty();
        }

        assertThat(trail.soon).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo("webhook.unverified");
            assertThat(event.details()).containsEntry("webhook", "crm");
        });
        assertThat(metrics.get("countersign.webhooks.unverified").counter().count())
                .isEqualTo(3);
    }

    /** The vault wrote the row, under this key; what is sealed in it belongs elsewhere. */
    @Test
    void areNoneWhoseSecretDoesNotOpen() {
        byte[] elsewhere = SecretColumn.PRESENT.seal(key, UUID.randomUUID(), present);

        assertThat(receivers.receiver(key, row(NOW, elsewhere))).isEmpty();
        assertThat(trail.soon).hasSize(1);
    }

    private WebhookRow row(Instant formerUntil, byte @Nullable [] sealed) {
        SealedSecrets secrets = new SealedSecrets(
                sealed == null ? SecretColumn.PRESENT.seal(key, WEBHOOK, present) : sealed,
                SecretColumn.FORMER.seal(key, WEBHOOK, former),
                formerUntil);
        WebhookTerms terms = new WebhookTerms(
                "crm",
                WEBHOOK,
                new WebhookSettings("https://hooks.example.com/a?key=b", List.of("*"), List.of("acme"), true),
                secrets,
                null);
        return new WebhookRow(terms, WebhookMacs.of(key).of(terms), null, null, null, null, null, NOW, NOW);
    }

    /** Keeps what is told. */
    private static final class Trail implements AuditTrail {
        private final List<AuditEvent> soon = new ArrayList<>();

        @Override
        public Uni<Void> record(AuditEvent event) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void recordSoon(AuditEvent event) {
            soon.add(event);
        }

        @Override
        public Uni<Void> record(SqlClient client, AuditEvent event) {
            throw new UnsupportedOperationException();
        }
    }
}
