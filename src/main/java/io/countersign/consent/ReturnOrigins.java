package io.countersign.consent;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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

    private final Set<Origin> origins;

    ReturnOrigins(ConsentConfiguration configuration) {
        origins = configuration.returnOrigins().orElse(List.of()).stream()
                .map(Origin::of)
                .filter(Objects::nonNull)
                .collect(Collectors.toUnmodifiableSet());
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
            Origin origin = Origin.of(uri);
            boolean plain = uri.getRawUserInfo() == null && uri.getRawFragment() == null;
            return plain && origin != null && origins.contains(origin) ? Optional.of(uri) : Optional.empty();
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
}
