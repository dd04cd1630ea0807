package io.countersign.problem;

import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.core.UriInfo;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Refuses a query with a parameter that its operation does not have, as an unknown field of a body is refused: a filter
 * that is misspelled would show everything. Pages are left alone, since people's links pick up parameters on their way.
 */
class UnknownParameters {
    private final Addresses addresses;
    private final QueryParameters parameters;

    UnknownParameters(Addresses addresses, QueryParameters parameters) {
        this.addresses = addresses;
        this.parameters = parameters;
    }

    /** Most requests have no query, and cost nothing here. */
    @ServerRequestFilter
    void refuse(HttpServerRequest request, UriInfo uri) {
        if (request.query() == null) {
            return;
        }
        addresses
                .find(uri.getRequestUri().getRawPath())
                .filter(Addresses.Address::isApi)
                .map(address -> unknown(
                        uri.getQueryParameters().keySet(),
                        parameters.of(request.method().name(), address.template())))
                .filter(unknown -> !unknown.isEmpty())
                .ifPresent(unknown -> {
                    throw unknown.problem("").toException();
                });
    }

    private static FieldErrors unknown(Set<String> sent, Set<String> known) {
        FieldErrors errors = new FieldErrors();
        sent.stream()
                .filter(name -> !known.contains(name))
                .forEach(name -> errors.add(ShownName.of(name), "is not known here; remove it"));
        return errors;
    }
}
