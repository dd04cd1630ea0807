package io.countersign.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.crypto.Secret;
import io.countersign.crypto.UnreadableSecretException;
import io.countersign.vault.TestingVaultKey;
import io.countersign.vault.VaultKey;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class WebhookSecretTest {
    private static final UUID WEBHOOK = UUID.fromString("8f0e5a3c-1d2b-4c6d-9e7f-0123456789ab");

    private final VaultKey key = TestingVaultKey.generate();
    private final WebhookSecret secret = WebhookSecret.generate(new SecureRandom());

    @Test
    void isWrittenAsStandardWebhooksSays() {
        assertThat(secret.revealText()).matches("whsec_[A-Za-z0-9+/]{43}=");
        assertThat(Base64.getDecoder().decode(secret.revealText().substring(6))).isEqualTo(secret.revealKey());
        assertThat(WebhookSecret.generate(new SecureRandom())).isNotEqualTo(secret);
    }

    @Test
    void doesNotPrint() {
        assertThat(secret).hasToString("WebhookSecret[not shown]");
        assertThat(secret.hashCode())
                .isEqualTo(WebhookSecret.generate(new SecureRandom()).hashCode());
    }

    @Test
    void opensForItsWebhookAndColumnOnly() {
        byte[] sealed = SecretColumn.PRESENT.seal(key, WEBHOOK, secret);

        assertThat(SecretColumn.PRESENT.open(key, WEBHOOK, sealed)).isEqualTo(secret);
        assertThatExceptionOfType(UnreadableSecretException.class)
                .isThrownBy(() -> SecretColumn.FORMER.open(key, WEBHOOK, sealed));
        assertThatExceptionOfType(UnreadableSecretException.class)
                .isThrownBy(() -> SecretColumn.PRESENT.open(key, UUID.randomUUID(), sealed));
        assertThatExceptionOfType(UnreadableSecretException.class)
                .isThrownBy(() -> SecretColumn.PRESENT.open(TestingVaultKey.generate(), WEBHOOK, sealed));
    }

    @Test
    void isNoOtherNumberOfBytes() {
        assertThatExceptionOfType(UnreadableSecretException.class)
                .isThrownBy(() -> WebhookSecret.of(Secret.takeOwnershipOf(new byte[31])));
    }
}
