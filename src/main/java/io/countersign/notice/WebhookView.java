package io.countersign.notice;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A webhook as the API shows it.
 *
 * @param name unique
 * @param url where notices go; what stands behind its host often opens the door there
 * @param events types, or {@code *} alone for all
 * @param tenants names, or {@code *} alone for all; none where all of them were deleted
 * @param consentLinks whether a notice that a consent is needed brings a link along
 * @param description for people; null where there is none
 * @param disabled null while notices are sent
 * @param failingSince since when no attempt has succeeded; null where the last one did
 * @param secret only in the answer to the PUT that made the webhook; null in all others
 * @param createdAt by the database's clock
 * @param updatedAt when it was last put, got a secret, was disabled, or lost a deleted tenant; likewise
 */
public record WebhookView(
        String name,
        String url,
        List<String> events,
        List<String> tenants,
        boolean consentLinks,
        @Nullable String description,
        @Nullable DisabledView disabled,
        @Nullable Instant failingSince,
        @Nullable String secret,
        Instant createdAt,
        Instant updatedAt) {

    /** What disables a row that the vault did not write. */
    private static final String UNVERIFIED = "unverified";

    /**
     * Why nothing is sent.
     *
     * @param reason {@code gone} where it answered 410, {@code failing} where nothing arrived for days, or
     *     {@code unverified} where the vault did not write its row
     * @param since null where nobody knows
     */
    public record DisabledView(String reason, @Nullable Instant since) {}

    /**
     * Of that row.
     *
     * @param ours whether the vault wrote it
     */
    static WebhookView of(WebhookRow row, boolean ours) {
        return of(row, disabled(row, ours), null);
    }

    /** Of a webhook that was made just now: the only one that shows the secret. */
    static WebhookView of(WebhookRow row, WebhookSecret secret) {
        return of(row, null, secret.revealText());
    }

    private static WebhookView of(WebhookRow row, @Nullable DisabledView disabled, @Nullable String secret) {
        WebhookSettings settings = row.settings();
        return new WebhookView(
                row.name(),
                settings.url(),
                settings.events(),
                settings.tenants(),
                settings.consentLinks(),
                row.description(),
                disabled,
                row.failingSince(),
                secret,
                row.createdAt(),
                row.updatedAt());
    }

    private static @Nullable DisabledView disabled(WebhookRow row, boolean ours) {
        if (!ours) {
            return new DisabledView(UNVERIFIED, null);
        }
        String reason = row.terms().disabled();
        return reason == null ? null : new DisabledView(reason, row.disabledAt());
    }

    /** Without the secret, and without the address. */
    @Override
    public String toString() {
        return "WebhookView[" + name + "]";
    }
}
