package io.countersign.simulator;

import com.sun.net.httpserver.HttpExchange;
import java.util.Optional;

/** The access token that a request presents. */
final class BearerToken {
    private static final String BEARER = "Bearer ";

    private BearerToken() {}

    /** The token of the header {@code Authorization}; empty when there is none, or another scheme. */
    static Optional<String> of(HttpExchange exchange) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                .filter(header -> header.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(header -> header.substring(BEARER.length()).strip())
                .filter(token -> !token.isEmpty());
    }
}
