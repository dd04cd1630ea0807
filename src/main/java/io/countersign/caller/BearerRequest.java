package io.countersign.caller;

import io.quarkus.security.identity.request.BaseAuthenticationRequest;

/**
 * What a request presents of its caller, and where to look it up. A type of its own, so that no other mechanism's
 * provider takes it.
 */
final class BearerRequest extends BaseAuthenticationRequest {
    private final Presented presented;
    private final CredentialSource.Lookup lookup;
    private final Arrival arrival;

    BearerRequest(Presented presented, CredentialSource.Lookup lookup, Arrival arrival) {
        this.presented = presented;
        this.lookup = lookup;
        this.arrival = arrival;
    }

    Presented presented() {
        return presented;
    }

    CredentialSource.Lookup lookup() {
        return lookup;
    }

    Arrival arrival() {
        return arrival;
    }
}
