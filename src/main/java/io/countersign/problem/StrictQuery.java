package io.countersign.problem;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Refuses a query with a parameter that its operation does not have, as an unknown field of a body is refused: a filter
 * that is misspelled would show everything. So would an empty one, which Quarkus takes for none; and of one that is
 * sent twice it takes the first. Pages are left alone, since people's links pick up parameters on their way.
 */
class StrictQuery {
    /** Empty, it is none: scripts begin so. */
    private static final String CURSOR = "after";

    private final Addresses addresses;
    private final QueryParameters parameters;

    StrictQuery(Addresses addresses, QueryParameters parameters) {
        this.addresses = addresses;
        this.parameters = parameters;
    }

    /** Most requests have no query, and cost nothing here. */
    @ServerRequestFilter
    void refuse(RoutingContext context, UriInfo uri) {
        HttpServerRequest request = context.request();
        if (request.query() == null) {
            return;
        }
        addresses
                .find(context.normalizedPath())
                .filter(Addresses.Address::isApi)
                .map(address -> errors(
                        uri.getQueryParameters(), parameters.of(request.method().name(), address.template())))
                .filter(errors -> !errors.isEmpty())
                .ifPresent(errors -> {
                    throw errors.problem("").toException();
                });
    }

    private static FieldErrors errors(Map<String, List<String>> sent, Set<String> known) {
        FieldErrors errors = new FieldErrors();
        sent.forEach((name, values) -> {
            if (!known.contains(name)) {
                errors.add(ShownName.of(name), "is not known here; remove it");
            } else if (values.size() > 1) {
                errors.add(name, "is sent more than once; send it once");
            } else if (!name.equals(CURSOR) && values.getFirst().isEmpty()) {
                errors.add(name, "is empty; give it a value, or leave it out");
            }
        });
        return errors;
    }
}
