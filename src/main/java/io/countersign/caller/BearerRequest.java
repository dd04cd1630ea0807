package io.countersign.caller;

import io.quarkus.security.identity.request.BaseAuthenticationRequest;

/**
 * What a request presents after {@code Authorization: Bearer}, and where to look it up. A type of its own, so that no
 * other mechanism's provider takes it.
 */
final class BearerRequest extends BaseAuthenticationRequest {
    private final String credential;
    private final CredentialSource.Lookup lookup;

    BearerRequest(String credential, CredentialSource.Lookup lookup) {
        this.credential = credential;
        this.lookup = lookup;
    }

    String credential() {
        return credential;
    }

    CredentialSource.Lookup lookup() {
        return lookup;
    }
}
