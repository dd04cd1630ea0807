package io.countersign.problem;

import jakarta.ws.rs.ConstrainedTo;
import jakarta.ws.rs.RuntimeType;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.Provider;
import java.util.Set;

/**
 * Refuses a query with a parameter that its operation does not have, as an unknown field of a body is refused: a filter
 * that is misspelled would show everything. Pages are left alone, since people's links pick up parameters on their way.
 */
@Provider
@ConstrainedTo(RuntimeType.SERVER)
public class UnknownParameters implements ContainerRequestFilter {
    private final Addresses addresses;
    private final QueryParameters parameters;

    UnknownParameters(Addresses addresses, QueryParameters parameters) {
        this.addresses = addresses;
        this.parameters = parameters;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        UriInfo uri = request.getUriInfo();
        Set<String> sent = uri.getQueryParameters().keySet();
        if (sent.isEmpty()) {
            return;
        }
        addresses
                .find(uri.getRequestUri().getRawPath())
                .filter(Addresses.Address::isApi)
                .map(address -> unknown(sent, parameters.of(request.getMethod(), address.template())))
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
