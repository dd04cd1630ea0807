package io.countersign.notice;

import io.countersign.crypto.AssociatedData;
import io.countersign.crypto.UnreadableSecretException;
import io.countersign.vault.VaultKey;
import java.util.UUID;

/** Where a webhook's secret stands, sealed under the vault's own key and bound to the webhook and to this column. */
enum SecretColumn {
    PRESENT("webhook.secret"),
    FORMER("webhook.former_secret");

    /** Whose it is, as of all that the vault's own key seals. */
    private static final String OWNER = "vault";

    private final String column;

    SecretColumn(String column) {
        this.column = column;
    }

    byte[] seal(VaultKey key, UUID webhook, WebhookSecret secret) {
        return key.seal(secret.toSecret(), place(webhook));
    }

    /**
     * Opens what {@link #seal} made for the same webhook and column.
     *
     * @throws UnreadableSecretException for everything else
     */
    WebhookSecret open(VaultKey key, UUID webhook, byte[] sealed) {
        return WebhookSecret.of(key.open(sealed, place(webhook)));
    }

    private AssociatedData place(UUID webhook) {
        return new AssociatedData(column, OWNER, webhook.toString(), "", 0);
    }
}
