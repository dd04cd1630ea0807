package io.countersign.integration;

import io.countersign.docusign.Environment;
import java.util.List;

/**
 * What an integration is to be.
 *
 * @param environment where the app is registered
 * @param integrationKey its GUID, as it was given
 * @param scopes what its connections ask for; not empty, no duplicates
 */
record RegisteredApp(Environment environment, String integrationKey, List<String> scopes) {}
