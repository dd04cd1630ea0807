package io.countersign.integration;

import java.net.URI;
import java.time.Instant;
import java.util.List;

/**
 * An integration as callers see it.
 *
 * @param redirectUri to be registered at DocuSign exactly so
 * @param clientSecrets the newest first
 */
record IntegrationView(
        String name,
        String environment,
        String integrationKey,
        List<String> scopes,
        URI redirectUri,
        List<ClientSecretView> clientSecrets,
        Instant createdAt,
        Instant updatedAt) {

    static IntegrationView of(IntegrationRow row, List<ClientSecretRow> secrets, PublicUrl publicUrl) {
        return new IntegrationView(
                row.name(),
                row.environment().wireName(),
                row.integrationKey(),
                row.scopes(),
                publicUrl.redirectUri(row.name()),
                secrets.stream().map(ClientSecretView::of).toList(),
                row.createdAt(),
                row.updatedAt());
    }
}
