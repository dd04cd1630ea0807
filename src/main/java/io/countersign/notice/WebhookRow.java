package io.countersign.notice;

import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The row of a webhook as it was read. Whether the vault wrote it is yet to be judged: {@link WebhookMacs}.
 *
 * @param terms what its MAC is over
 * @param mac {@value WebhookMacs#LENGTH} bytes
 * @param description for people; null where there is none
 * @param disabledAt when that was found; null where it is not disabled
 * @param failingSince when the first of the failures was that no success has followed; null where the last one arrived
 * @param failedAt when an attempt last failed; null where none ever did
 * @param pausedUntil before which nothing is sent; null where nothing is held
 * @param createdAt by the database's clock
 * @param updatedAt when it was last put, got a secret, was disabled, or lost a deleted tenant
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared as a whole.
record WebhookRow(
        WebhookTerms terms,
        byte[] mac,
        @Nullable String description,
        @Nullable Instant disabledAt,
        @Nullable Instant failingSince,
        @Nullable Instant failedAt,
        @Nullable Instant pausedUntil,
        Instant createdAt,
        Instant updatedAt) {

    /** Of a statement that selects {@link WebhookRepository#COLUMNS}. */
    static WebhookRow of(Row row) {
        return new WebhookRow(
                termsOf(row),
                row.getBuffer("mac").getBytes(),
                row.getString("description"),
                time(row, "disabled_at"),
                time(row, "failing_since"),
                time(row, "failed_at"),
                time(row, "paused_until"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    private static WebhookTerms termsOf(Row row) {
        var former = row.getBuffer("former_secret");
        return new WebhookTerms(
                row.getString("name"),
                row.getUUID("uuid"),
                new WebhookSettings(
                        row.getString("url"),
                        texts(row, "events"),
                        texts(row, "tenants"),
                        row.getBoolean("consent_links")),
                new SealedSecrets(
                        row.getBuffer("secret").getBytes(),
                        former == null ? null : former.getBytes(),
                        time(row, "former_until")),
                row.getString("disabled"));
    }

    String name() {
        return terms.name();
    }

    UUID uuid() {
        return terms.uuid();
    }

    WebhookSettings settings() {
        return terms.settings();
    }

    boolean isDisabled() {
        return terms.disabled() != null;
    }

    /** A null among them can only be somebody else's doing; the empty text is no name either, and fits no MAC. */
    private static List<String> texts(Row row, String column) {
        return Arrays.stream(row.getArrayOfStrings(column))
                .map(text -> text == null ? "" : text)
                .toList();
    }

    private static @Nullable Instant time(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }

    /** Which one. */
    @Override
    public String toString() {
        return "WebhookRow[" + name() + "]";
    }
}
