package io.countersign.consent;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Where people may be sent after a consent: only below the configured origins, so that no link turns this service into
 * an open redirector.
 */
@ApplicationScoped
class ReturnOrigins {
    /** The most characters of an address, also of what is sent to the browser: more would not fit into its header. */
    static final int LONGEST = 2000;

    /** What an address must be. */
    static final String RULE = "must be an absolute URL of at most 2000 characters (those outside ASCII count as"
            + " they are percent-encoded) below one of countersign.consent.return-origins, without user and"
            + " fragment; other characters than RFC 3986 allows percent-encoded, a host outside ASCII in its xn-- form";

    private final List<URI> origins;

    ReturnOrigins(ConsentConfiguration configuration) {
        origins = configuration.returnOrigins().orElse(List.of()).stream()
                .filter(origin -> origin.getHost() != null)
                .toList();
    }

    /**
     * The address as a browser gets it, all ASCII, if it may be used: absolute, without user information or a fragment,
     * and of an allowed origin to the letter. What is judged is what is sent.
     */
    Optional<URI> allowed(String address) {
        String sent = percentEncoded(address);
        if (sent.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            URI uri = new URI(sent);
            boolean plain = uri.getHost() != null && uri.getRawUserInfo() == null && uri.getRawFragment() == null;
            return plain && origins.stream().anyMatch(origin -> sameOrigin(origin, uri))
                    ? Optional.of(uri)
                    : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /**
     * Writes what is outside of ASCII as a browser does in a path or a query (WHATWG URL, percent-encode sets): the
     * octets of its UTF-8. In a host this makes a name that no origin has.
     */
    private static String percentEncoded(String address) {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : address.getBytes(StandardCharsets.UTF_8)) {
            if (octet >= 0) {
                encoded.append((char) octet);
            } else {
                encoded.append("%%%02X".formatted(octet));
            }
        }
        return encoded.toString();
    }

    private static boolean sameOrigin(URI origin, URI address) {
        return Objects.equals(scheme(origin), scheme(address))
                && origin.getHost().equalsIgnoreCase(address.getHost())
                && port(origin) == port(address);
    }

    private static String scheme(URI uri) {
        return Objects.requireNonNullElse(uri.getScheme(), "").toLowerCase(Locale.ROOT);
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return scheme(uri).equals("https") ? 443 : 80;
    }
}
