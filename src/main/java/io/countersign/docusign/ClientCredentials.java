package io.countersign.docusign;

import io.countersign.crypto.Secret;

/** How an integration names itself at the token endpoint when it exchanges a code or a refresh token. */
public sealed interface ClientCredentials {

    /** The OAuth client id; no secret. */
    String integrationKey();

    /**
     * A confidential client: HTTP Basic (RFC 6749 section 2.3.1).
     *
     * @param clientSecret one of the integration's client secrets
     */
    record SecretClient(String integrationKey, Secret clientSecret) implements ClientCredentials {}

    /** A public client: {@code client_id} in the form, and no authentication (RFC 6749 section 3.2.1). */
    record PublicApp(String integrationKey) implements ClientCredentials {}
}
