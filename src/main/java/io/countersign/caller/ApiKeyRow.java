package io.countersign.caller;

import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;

/**
 * The row of an API key: its hash, not the key.
 *
 * @param caller whose it is
 * @param id the public part of the key
 * @param hash SHA-256 of the whole key, 32 bytes
 * @param createdAt by the database's clock
 * @param expiresAt by the database's clock
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared as a whole.
record ApiKeyRow(String caller, String id, byte[] hash, Instant createdAt, Instant expiresAt) {

    /** Of a statement that selects these columns. */
    static Signed<ApiKeyRow> of(Row row) {
        return new Signed<>(
                new ApiKeyRow(
                        row.getString("caller"),
                        row.getString("id"),
                        row.getBuffer("hash").getBytes(),
                        row.getOffsetDateTime("created_at").toInstant(),
                        row.getOffsetDateTime("expires_at").toInstant()),
                row.getBuffer("mac").getBytes());
    }
}
