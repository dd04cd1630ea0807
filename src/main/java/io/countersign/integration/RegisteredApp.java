package io.countersign.integration;

import io.countersign.docusign.Environment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an integration is to be.
 *
 * @param environment where the app is registered
 * @param integrationKey its GUID, as it was given
 * @param clientType whether it has client secrets
 * @param scopes what its connections ask for; not empty, no duplicates
 * @param displayName what people see
 * @param tenant whom it belongs to and serves alone; null: it serves every tenant
 */
record RegisteredApp(
        Environment environment,
        String integrationKey,
        ClientType clientType,
        List<String> scopes,
        String displayName,
        @Nullable String tenant) {}
