package io.countersign.notice;

import io.countersign.crypto.UnreadableSecretException;
import io.countersign.vault.VaultKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes of a webhook's row what notices are sent to, if the vault wrote that row. */
@ApplicationScoped
class Receivers {
    private final UnverifiedWebhooks unverified;
    private final InstantSource clock;

    Receivers(UnverifiedWebhooks unverified, InstantSource clock) {
        this.unverified = unverified;
        this.clock = clock;
    }

    /**
     * Of that row, disabled or not.
     *
     * @param key the one of now: with a former one, no row is the vault's
     * @return empty where somebody else wrote the row, or where its secrets do not open; of which it is told
     */
    Optional<Receiver> receiver(VaultKey key, WebhookRow row) {
        if (!WebhookMacs.of(key).isOf(row)) {
            unverified.met(row);
            return Optional.empty();
        }
        try {
            WebhookSettings settings = row.settings();
            return Optional.of(new Receiver(
                    row.uuid(),
                    row.name(),
                    URI.create(settings.url()),
                    secrets(key, row.terms()),
                    settings.coverage(),
                    settings.consentLinks()));
        } catch (UnreadableSecretException e) {
            unverified.met(row);
            return Optional.empty();
        }
    }

    private List<WebhookSecret> secrets(VaultKey key, WebhookTerms terms) {
        SealedSecrets sealed = terms.secrets();
        List<WebhookSecret> secrets = new ArrayList<>();
        secrets.add(SecretColumn.PRESENT.open(key, terms.uuid(), sealed.present()));
        if (sealed.former() != null
                && sealed.formerUntil() != null
                && clock.instant().isBefore(sealed.formerUntil())) {
            secrets.add(SecretColumn.FORMER.open(key, terms.uuid(), sealed.former()));
        }
        return secrets;
    }
}
