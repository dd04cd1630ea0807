package io.countersign.integration;

import java.time.Instant;
import java.util.UUID;

/** A client secret as callers see it: that there is one, never which. */
public record ClientSecretView(UUID id, Instant createdAt) {

    static ClientSecretView of(ClientSecretRow row) {
        return new ClientSecretView(row.id(), row.createdAt());
    }
}
