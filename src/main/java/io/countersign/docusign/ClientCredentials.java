package io.countersign.docusign;

import io.countersign.crypto.Secret;

/**
 * What an integration proves itself with at the token endpoint.
 *
 * @param integrationKey the OAuth client id; no secret
 * @param clientSecret one of the integration's client secrets
 */
public record ClientCredentials(String integrationKey, Secret clientSecret) {}
