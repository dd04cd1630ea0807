package io.countersign.notice;

import io.countersign.vault.VaultKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

@ApplicationScoped
class Receivers {
    Optional<Receiver> receiver(VaultKey key, WebhookRow row) {
        throw new UnsupportedOperationException();
    }
}
