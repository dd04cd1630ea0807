package io.countersign.simulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsServer;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The address under which a caller reached the simulator, so that whatever it is told refers to that same address.
 *
 * @param scheme {@code http} or {@code https}
 * @param authority the host, with the port unless it is the scheme's own
 */
record Origin(String scheme, String authority) {
    private static final Pattern AUTHORITY =
            Pattern.compile("[A-Za-z0-9._-]+(:[0-9]{1,5})?|\\[[0-9A-Fa-f:]+](:[0-9]{1,5})?");

    /** The origin that the header {@code Host} of a request names, or the local address where it names none. */
    static Origin of(HttpExchange exchange) {
        String scheme = exchange.getHttpContext().getServer() instanceof HttpsServer ? "https" : "http";
        String host = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Host"))
                .filter(named -> AUTHORITY.matcher(named).matches())
                .orElseGet(() -> "localhost:" + exchange.getLocalAddress().getPort());
        return new Origin(scheme, host);
    }

    /** How ID tokens and the discovery document name the issuer: with a slash at the end, as DocuSign does. */
    String issuer() {
        return this + "/";
    }

    /** The origin without a slash at the end. */
    @Override
    public String toString() {
        return scheme + "://" + authority;
    }
}
