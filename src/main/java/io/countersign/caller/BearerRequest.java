package io.countersign.caller;

import io.quarkus.security.identity.request.BaseAuthenticationRequest;
import io.vertx.ext.web.RoutingContext;

/**
 * What a request presents after {@code Authorization: Bearer}. A type of its own, so that no other mechanism's provider
 * takes it.
 */
final class BearerRequest extends BaseAuthenticationRequest {
    private final String credential;
    private final RoutingContext http;

    BearerRequest(String credential, RoutingContext http) {
        this.credential = credential;
        this.http = http;
    }

    String credential() {
        return credential;
    }

    RoutingContext http() {
        return http;
    }
}
