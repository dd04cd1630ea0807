package io.countersign.issuing;

import io.countersign.crypto.Secret;
import io.countersign.docusign.Environment;
import org.jspecify.annotations.Nullable;

/**
 * An access token on its way to a caller.
 *
 * @param accessToken what DocuSign issued
 * @param expiresIn seconds, at least 1, rounded down
 * @param scope space-separated, or null
 * @param accountId the DocuSign account
 * @param baseUri its API
 * @param environment where it means anything
 */
record IssuedToken(
        Secret accessToken,
        long expiresIn,
        @Nullable String scope,
        @Nullable String accountId,
        @Nullable String baseUri,
        Environment environment) {}
