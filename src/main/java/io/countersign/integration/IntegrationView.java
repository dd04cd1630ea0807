package io.countersign.integration;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An integration as callers see it.
 *
 * @param displayName what people see
 * @param tenant whom it belongs to and serves alone; null: it serves every tenant
 * @param redirectUri to be registered at DocuSign exactly so
 * @param clientSecrets the newest first
 * @param rsaKeys likewise
 * @param flag what an operator has to look at, or null
 */
public record IntegrationView(
        String name,
        String environment,
        String integrationKey,
        String clientType,
        List<String> scopes,
        String displayName,
        @Nullable String tenant,
        URI redirectUri,
        List<ClientSecretView> clientSecrets,
        List<RsaKeyView> rsaKeys,
        @Nullable IntegrationFlag flag,
        Instant createdAt,
        Instant updatedAt) {

    static IntegrationView of(
            IntegrationRow row,
            List<ClientSecretRow> secrets,
            List<RsaKeyRow> keys,
            @Nullable IntegrationFlag flag,
            PublicUrl publicUrl) {
        return new IntegrationView(
                row.name(),
                row.environment().wireName(),
                row.integrationKey(),
                row.clientType().wireName(),
                row.scopes(),
                row.displayName(),
                row.tenant(),
                publicUrl.redirectUri(row.name()),
                secrets.stream().map(ClientSecretView::of).toList(),
                keys.stream().map(RsaKeyView::of).toList(),
                flag,
                row.createdAt(),
                row.updatedAt());
    }
}
