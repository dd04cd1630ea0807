package io.countersign.importing;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line as it is stored when it was read: with a token that waits for its turn, or invalid and with the reason.
 *
 * @param number in the upload, from 1
 * @param token sealed, or null where the line is invalid
 * @param reason why it is invalid, in words, or null
 */
record ImportLine(
        int number,
        @Nullable String tenant,
        @Nullable String connection,
        @Nullable String integration,
        @Nullable String displayName,
        @Nullable List<String> scopes,
        @Nullable String expectedAccountId,
        @Nullable String expectedEmail,
        @Nullable Instant obtainedAt,
        byte @Nullable [] token,
        @Nullable String reason) {

    /** Its token is still to be sealed. */
    static ImportLine of(int number, ImportLineRequest line) {
        return new ImportLine(
                number,
                line.tenant(),
                line.connectionName(),
                line.integration(),
                line.displayName(),
                line.scopes(),
                line.expectedAccountId(),
                line.expectedEmail(),
                line.single().issuedAt(),
                null,
                null);
    }

    /** With its token. */
    ImportLine with(byte[] sealed) {
        return new ImportLine(
                number,
                tenant,
                connection,
                integration,
                displayName,
                scopes,
                expectedAccountId,
                expectedEmail,
                obtainedAt,
                sealed,
                null);
    }

    static ImportLine invalid(int number, @Nullable String tenant, @Nullable String connection, String reason) {
        return new ImportLine(number, tenant, connection, null, null, null, null, null, null, null, reason);
    }
}
