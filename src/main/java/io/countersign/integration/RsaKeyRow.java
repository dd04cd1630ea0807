package io.countersign.integration;

import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.util.UUID;

/** A row of table {@code integration_rsa_key}: a key pair, its private half sealed. It goes with its integration. */
record RsaKeyRow(String integration, UUID id, String publicKey, Instant createdAt) {

    static RsaKeyRow of(Row row) {
        return new RsaKeyRow(
                row.getString("integration"),
                row.getUUID("id"),
                row.getString("public_key"),
                row.getOffsetDateTime("created_at").toInstant());
    }
}
