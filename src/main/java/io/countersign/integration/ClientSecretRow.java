package io.countersign.integration;

import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.util.UUID;

/** A row of table {@code integration_secret}: a sealed client secret. It goes with its integration. */
@SuppressWarnings("ArrayRecordComponent") // Never compared as a whole.
record ClientSecretRow(String integration, UUID id, byte[] sealed, Instant createdAt) {

    static ClientSecretRow of(Row row) {
        return new ClientSecretRow(
                row.getString("integration"),
                row.getUUID("id"),
                row.getBuffer("sealed").getBytes(),
                row.getOffsetDateTime("created_at").toInstant());
    }
}
