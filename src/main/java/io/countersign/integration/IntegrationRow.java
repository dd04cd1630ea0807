package io.countersign.integration;

import io.countersign.docusign.Environment;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of table {@code integration}: the one place that knows its columns.
 *
 * @param scopes what a connection asks for that names no scopes of its own; not empty
 * @param displayName what people see
 * @param tenant whom it belongs to and serves alone; null: it serves every tenant
 * @param secretsVersion rises with every client secret and RSA key that is added or deleted
 */
record IntegrationRow(
        String name,
        Environment environment,
        String integrationKey,
        ClientType clientType,
        List<String> scopes,
        String displayName,
        @Nullable String tenant,
        long secretsVersion,
        Instant createdAt,
        Instant updatedAt) {

    /** Copies the scopes. */
    IntegrationRow {
        scopes = List.copyOf(scopes);
    }

    static IntegrationRow of(Row row) {
        return new IntegrationRow(
                row.getString("name"),
                Environment.of(row.getString("environment")),
                row.getString("integration_key"),
                ClientType.of(row.getString("client_type")),
                List.of(row.getArrayOfStrings("scopes")),
                row.getString("display_name"),
                row.getString("tenant"),
                row.getLong("secrets_version"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    /** What it is, as a PUT that changes nothing would say it. */
    RegisteredApp app() {
        return new RegisteredApp(environment, integrationKey, clientType, scopes, displayName, tenant);
    }

    /** Whether this is the same app registration at DocuSign, so that client secrets and RSA keys go with it. */
    boolean isRegistered(RegisteredApp app) {
        return environment == app.environment()
                && clientType == app.clientType()
                && integrationKey.equalsIgnoreCase(app.integrationKey());
    }
}
