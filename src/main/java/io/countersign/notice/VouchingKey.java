package io.countersign.notice;

import io.countersign.vault.KeptVaultKey;
import io.countersign.vault.VaultKey;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;

/** The vault's key, as rows of webhooks are judged by it. */
@ApplicationScoped
class VouchingKey {
    private final KeptVaultKey kept;

    VouchingKey(KeptVaultKey kept) {
        this.kept = kept;
    }

    /**
     * The key in memory, or the one of the row where these are not all the vault's by that: another replica may have
     * made another one after a failover. Fails as {@link KeptVaultKey#keyOrRead()} does.
     */
    Uni<VaultKey> of(Collection<WebhookRow> rows) {
        return kept.keyOrRead()
                .chain(key -> rows.stream().allMatch(WebhookMacs.of(key)::isOf)
                        ? Uni.createFrom().item(key)
                        : kept.readLately());
    }
}
