package io.countersign.notice;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All of a webhook's row that the vault vouches for.
 *
 * @param uuid made anew when a deleted name is used again
 * @param disabled why nothing is sent, as {@link DisabledReason#wireName} has it; null where something is
 */
record WebhookTerms(
        String name,
        UUID uuid,
        WebhookSettings settings,
        SealedSecrets secrets,
        @Nullable String disabled) {

    /** As somebody puts it, which ends a disabling. */
    WebhookTerms put(WebhookSettings wanted) {
        return new WebhookTerms(name, uuid, wanted, secrets, null);
    }

    WebhookTerms with(SealedSecrets others) {
        return new WebhookTerms(name, uuid, settings, others, disabled);
    }

    WebhookTerms without(String tenant) {
        return new WebhookTerms(name, uuid, settings.without(tenant), secrets, disabled);
    }

    WebhookTerms disabled(DisabledReason why) {
        return new WebhookTerms(name, uuid, settings, secrets, why.wireName());
    }
}
